{% macro feature_columns() %}
    {#-
    The rows of feature_catalog, in the order of its columns in person_features: the only query of data that shapes a compiled model. Without a warehouse (compiling, linting) there are none.
    -#}
    {%- set catalog = ref('feature_catalog') -%}
    {%- if not execute or load_relation(catalog) is none -%}
        {{ return([]) }}
    {%- endif -%}
    {%- set query -%}
        select feature, family, measure, source_name, event_name, history_key, zero_after, window_days, counted_from
        from {{ catalog }}
        order by {{ family_order('family') }}, history_key, feature
    {%- endset -%}
    {{ return(run_query(query)) }}
{% endmacro %}
