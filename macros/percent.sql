{% macro percent(expression) -%}
    {#- A share as a reader wants it: whole percent. -#}
    cast(cast(round(100 * {{ expression }}) as integer) as {{ dbt.type_string() }}) || ' %'
{%- endmacro %}
