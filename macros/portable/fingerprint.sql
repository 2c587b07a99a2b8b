{% macro fingerprint(columns) %}
    {#- An aggregate over rows that is another as soon as one of them is, whatever their order. -#}
    {{ return(adapter.dispatch('fingerprint', 'propensity')(columns)) }}
{% endmacro %}

{% macro default__fingerprint(columns) -%}
    cast(sum(cast(conv(substr(md5(concat_ws('|', {{ columns | join(', ') }})), 1, 8), 16, 10) as bigint)) as {{ dbt.type_string() }})
{%- endmacro %}

{% macro duckdb__fingerprint(columns) -%}
    cast(sum(hash({{ columns | join(', ') }})) as {{ dbt.type_string() }})
{%- endmacro %}
