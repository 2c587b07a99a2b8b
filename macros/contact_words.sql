{% macro contact_words() -%}
    {#- What the ranking is worth in people: of the columns of model_evaluations, means over the dates of the holdout. -#}
    'Contacting the top ' || cast(round(contacted) as bigint) || ' of ' || cast(round(asked) as bigint) || ' reaches '
    || cast(round(reached) as bigint) || ' of ' || cast(round(outcomes) as bigint) || ' with the outcome; the rule reaches '
    || cast(round(reached_by_baseline) as bigint) || '.'
{%- endmacro %}
