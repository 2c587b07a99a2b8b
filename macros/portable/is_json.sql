{% macro is_json(text) %}
    {#- Whether a text is a JSON document, a byte-order mark before it allowed. -#}
    {{ return(adapter.dispatch('is_json', 'propensity')(text)) }}
{% endmacro %}

{% macro default__is_json(text) -%}
    get_json_object(regexp_replace({{ text }}, '^\\x{FEFF}', ''), '$') is not null
{%- endmacro %}

{% macro duckdb__is_json(text) -%}
    json_valid(regexp_replace({{ text }}, '^\x{FEFF}', ''))
{%- endmacro %}
