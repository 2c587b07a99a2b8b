{% macro missing_columns(condition) %}
    {#-
    The columns that a population names and person_features does not have, since too few people have them yet. None before
    there is a catalog to ask, as when compiling without a warehouse.
    -#}
    {%- set there = feature_columns() | map(attribute='feature') | list -%}
    {%- set parsed = parsed_condition(condition) if there else none -%}
    {{ return((parsed.columns if parsed else []) | reject('in', there + ['person_id', 'feature_date']) | list) }}
{% endmacro %}
