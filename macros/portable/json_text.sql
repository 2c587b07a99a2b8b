{% macro json_text(document, key) %}
    {#- The text of a key in a JSON text; null where the document is malformed or lacks it. -#}
    {{ return(adapter.dispatch('json_text', 'propensity')(document, key)) }}
{% endmacro %}

{% macro default__json_text(document, key) -%}
    get_json_object({{ document }}, '$.{{ key }}')
{%- endmacro %}

{% macro duckdb__json_text(document, key) -%}
    json_extract_string(try_cast({{ document }} as json), '$.{{ key }}')
{%- endmacro %}
