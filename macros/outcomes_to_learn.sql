{% macro outcomes_to_learn(share) -%}
    {#-
    How many people with the outcome, of which this share of people have it, a model needs so that its scores need shrinking by
    no more than a tenth: Riley et al., "Calculating the sample size required for developing a clinical prediction model",
    BMJ 368 (2020), the criterion on overfitting, with their 15 % of the explained variation that is possible at that share,
    and ten free parameters, which is about what a penalised model of few outcomes has.
    -#}
    {%- set possible = '(1 - exp(2 * (' ~ share ~ ' * ln(' ~ share ~ ') + (1 - ' ~ share ~ ') * ln(1 - ' ~ share ~ '))))' -%}
    cast(ceil({{ share }} * 10 / (0.1 * -ln(1 - 0.15 * {{ possible }} / 0.9))) as bigint)
{%- endmacro %}
