{% macro approval_reason() -%}
    {#- Why a model may score, in words and figures: of the columns of model_evaluations. -#}
    'An AUC of ' || {{ figure('graded_roc_auc') }} || {{ over_holdouts() }} || ' beats '
    || {{ the_rule() }} || '.' || coalesce(' ' || in_practice, '')
{%- endmacro %}
