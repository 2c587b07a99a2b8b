{% macro raw_rows(source_name, table_name) %}
    {#-
    The rows of a raw table with the columns that its source's YAML declares: each read as its data_type, an optional one that
    the table lacks as null. A column that is not declared is left out. start_run has stopped if a required one is missing.
    -#}
    {%- set relation = source(source_name, table_name) -%}
    {%- set found = propensity.found_columns(relation) if execute else none -%}
    select
        {{- '\n        *' if found is none else propensity.read_columns(propensity.raw_columns(source_name, table_name), found) }}
    from {{ relation }}
{%- endmacro %}
