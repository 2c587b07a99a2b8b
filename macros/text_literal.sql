{% macro text_literal(text) -%}
    {#- Any text from vars as an SQL literal; nothing as null. -#}
    {%- if text is none -%}
    cast(null as {{ dbt.type_string() }})
    {%- else -%}
    '{{ dbt.escape_single_quotes(text | string) }}'
    {%- endif -%}
{%- endmacro %}
