{% macro what_is_asked() -%}
    {#- A digest of what a prediction waits for and until when: scores given to another question are not held against it. -#}
    md5(concat_ws(
        '|', outcome_event, coalesce(outcome_where, ''), outcome_at_least, outcome_happens, gap_days, horizon_days,
        settled_after_days
    ))
{%- endmacro %}
