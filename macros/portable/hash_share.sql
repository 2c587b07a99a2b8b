{% macro hash_share(expression) %}
    {#- A number in [0, 1) that depends on the text alone: the same person, the same number, on every engine. -#}
    {{ return(adapter.dispatch('hash_share', 'propensity')(expression)) }}
{% endmacro %}

{% macro default__hash_share(expression) -%}
    cast(conv(substr(md5({{ expression }}), 1, 8), 16, 10) as bigint) / 4294967296.0
{%- endmacro %}

{% macro duckdb__hash_share(expression) -%}
    cast('0x' || substr(md5({{ expression }}), 1, 8) as bigint) / 4294967296.0
{%- endmacro %}
