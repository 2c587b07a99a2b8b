{% macro add_days(date, days) -%}
    {#- A calendar date some days later; `days` may be negative, a number or a column. -#}
    cast({{ dbt.dateadd('day', days, date) }} as date)
{%- endmacro %}
