{% macro figure(expression) -%}
    {#- A number between 0 and 1 as a reader wants it: three decimals. -#}
    cast(cast({{ expression }} as decimal(4, 3)) as {{ dbt.type_string() }})
{%- endmacro %}
