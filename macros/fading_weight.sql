{% macro fading_weight(event_date) -%}
    {#- What a day counts in a fading sum: 1 for yesterday, half for every half_life_days before; a decimal, so sums are exact. -#}
    {%- set days = '(' ~ days_between(event_date, 'feature_date') ~ ' - 1)' -%}
    cast(power(0.5e0, {{ days }} / {{ setting('half_life_days') }}e0) as decimal(18, 9))
{%- endmacro %}
