{% macro fading_weight(days_ago) -%}
    {#- What a day counts in a fading sum: 1 for yesterday, half for every half_life_days before; a decimal, so sums are exact. -#}
    cast(power(0.5e0, ({{ days_ago }} - 1) / {{ setting('half_life_days') }}e0) as decimal(18, 9))
{%- endmacro %}
