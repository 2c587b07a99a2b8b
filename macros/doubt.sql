{% macro doubt() -%}
    {#-
    Why a grade is poor, in a word, null where it is not: of the columns that model_evaluations has graded. An interval that
    holds both chance and something useful is too wide; one that holds chance only is not.
    -#}
    case
        when roc_auc is null or graded_roc_auc is null then 'too_few_outcomes'
        when leaking_features is not null then 'leaking'
        when graded_roc_auc_low <= 0.5 and graded_roc_auc_high >= 0.65 then 'too_few_outcomes'
        when graded_roc_auc_low <= 0.5 then 'no_signal'
        when graded_roc_auc - 2 * roc_auc_spread <= 0.5 then 'unstable'
        when graded_gain_low <= 0 and graded_gain_high >= 0.1 then 'too_few_outcomes'
        when graded_gain_low <= 0 then 'no_signal'
        when gain_high <= 0 then 'unstable'
    end
{%- endmacro %}
