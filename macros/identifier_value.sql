{% macro identifier_value(identifier) -%}
    {#- What stands behind the colon of an identifier. -#}
    substr({{ identifier }}, position(':' in {{ identifier }}) + 1)
{%- endmacro %}
