{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- The layer's plain name: public tables keep their names in whichever project this one is installed. -#}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
