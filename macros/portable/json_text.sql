{% macro json_text(document, key) %}
    {#- The text of a key in a JSON text; null where the document is malformed or lacks it; a byte-order mark is no fault. -#}
    {{ return(adapter.dispatch('json_text', 'propensity')(document, key)) }}
{% endmacro %}

{% macro default__json_text(document, key) -%}
    get_json_object(regexp_replace({{ document }}, '^\\x{FEFF}', ''), '$.{{ key }}')
{%- endmacro %}

{% macro duckdb__json_text(document, key) -%}
    json_extract_string(try_cast(regexp_replace({{ document }}, '^\x{FEFF}', '') as json), '$.{{ key }}')
{%- endmacro %}
