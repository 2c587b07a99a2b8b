{% macro outcomes_to_grade(share) -%}
    {#-
    How many people with the outcome, of which this share of people have it, it takes for the 95 % interval of an AUC of .75 to
    be no wider than `roc_auc_interval_width`: Hanley and McNeil, "The meaning and use of the area under a receiver operating
    characteristic (ROC) curve", Radiology 143 (1982), their standard error solved for the number of the rarer class.
    -#}
    {%- set auc = 0.75 -%}
    {%- set q1 = auc / (2 - auc) - auc * auc -%}
    {%- set q2 = 2 * auc * auc / (1 + auc) - auc * auc -%}
    {%- set rest = auc * (1 - auc) - q1 - q2 -%}
    {%- set variance = (setting('roc_auc_interval_width') / 2 / 1.96) ** 2 -%}
    {%- set others = '((1 - ' ~ share ~ ') / ' ~ share ~ ')' -%}
    {%- set slope = '(' ~ q1 ~ ' + ' ~ others ~ ' * ' ~ q2 ~ ')' -%}
    {%- set curve = '(' ~ others ~ ' * ' ~ variance ~ ')' -%}
    cast(ceil(
        ({{ slope }} + sqrt({{ slope }} * {{ slope }} + 4 * {{ curve }} * {{ rest }})) / (2 * {{ curve }})
    ) as bigint)
{%- endmacro %}
