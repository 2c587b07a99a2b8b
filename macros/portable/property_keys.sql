{% macro property_keys(rows, document, columns) %}
    {#- A query of `columns` and `property_key`: one row per row of `rows` and top-level key of the JSON text `document`. -#}
    {{ return(adapter.dispatch('property_keys', 'propensity')(rows, document, columns)) }}
{% endmacro %}

{% macro default__property_keys(rows, document, columns) -%}
    select
        {{ columns | join(',\n        ') }},
        property_key
    from {{ rows }}
    lateral view explode(json_object_keys(regexp_replace({{ document }}, '^\\x{FEFF}', ''))) as property_key
{%- endmacro %}

{% macro duckdb__property_keys(rows, document, columns) -%}
    select
        {{ columns | join(',\n        ') }},
        unnest(json_keys(try_cast(regexp_replace({{ document }}, '^\x{FEFF}', '') as json))) as property_key
    from {{ rows }}
{%- endmacro %}
