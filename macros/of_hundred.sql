{% macro of_hundred(expression, decimals=0) -%}
    {#- A share as times in a hundred, which is how a card says it. -#}
    cast(cast(100 * {{ expression }} as decimal(6, {{ decimals }})) as {{ dbt.type_string() }})
{%- endmacro %}
