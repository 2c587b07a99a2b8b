{% macro long_features(rows, columns, keys) %}
    {#-
    A query over the CTE `rows` (the keys and the features): one row per row and feature that it has, with its value as a number.
    What is no number is a number in [0, 1) that depends on the text alone.
    -#}
    {{ return(adapter.dispatch('long_features', 'propensity')(rows, columns, keys)) }}
{% endmacro %}

{% macro default__long_features(rows, columns, keys) -%}
    {%- for column in columns %}
    select
        {{ keys | join(', ') }},
        {{ text_literal(column.feature) }} as feature,
        {{ numeric_value(adapter.quote(column.feature)) }} as value
    from {{ rows }}
    where {{ adapter.quote(column.feature) }} is not null
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        {{ keys | join(', ') }},
        {{ text_literal(none) }} as feature,
        cast(null as double) as value
    from {{ rows }}
    where false
    {%- endfor %}
{%- endmacro %}

{% macro duckdb__long_features(rows, columns, keys) -%}
    {%- if columns %}
    unpivot (
        select
            {%- for column in columns %}
            {{ numeric_value(adapter.quote(column.feature)) }} as {{ adapter.quote(column.feature) }},
            {%- endfor %}
            {{ keys | join(', ') }}
        from {{ rows }}
    ) on columns(* exclude ({{ keys | join(', ') }})) into name feature value value
    {%- else %}
    {{ default__long_features(rows, columns, keys) }}
    {%- endif %}
{%- endmacro %}
