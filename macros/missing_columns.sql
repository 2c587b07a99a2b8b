{% macro missing_columns(condition, columns) %}
    {#-
    What a population names that is not among `columns`, which feature_columns gives, since too few people have it yet. Nothing
    before there is a catalog to ask, as when compiling without a warehouse.
    -#}
    {%- set there = columns | map(attribute='feature') | list -%}
    {%- set parsed = parsed_condition(condition) if there else none -%}
    {{ return((parsed.columns if parsed else []) | reject('in', there + ['person_id', 'feature_date']) | list) }}
{% endmacro %}
