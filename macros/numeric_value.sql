{% macro numeric_value(column) -%}
    {#- A feature as a number, whatever its type. -#}
    coalesce(
        try_cast({{ column }} as double), {{ hash_share('cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ')') }}
    )
{%- endmacro %}
