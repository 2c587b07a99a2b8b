{% macro found_columns(relation) %}
    {#-
    The columns that a relation has, each with `name` and `type`, by its schema and not by its rows. None where it cannot be
    asked: it is not there, or stands for the rows of a unit test.
    -#}
    {{ return(none if relation.is_cte else adapter.dispatch('found_columns', 'propensity')(relation)) }}
{% endmacro %}

{% macro default__found_columns(relation) %}
    {%- if load_relation(relation) is none -%}{{ return(none) }}{%- endif -%}
    {%- set columns = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do columns.append({'name': column.name, 'type': column.data_type}) -%}
    {%- endfor -%}
    {{ return(columns) }}
{% endmacro %}

{% macro duckdb__found_columns(relation) %}
    {#- a source may be a file read in place; dbt's own way to ask takes a struct for its fields -#}
    {%- if not relation.external -%}
        {%- set is_there = load_relation(relation) is not none -%}
    {%- elif relation.external.startswith("'") -%}
        {%- set is_there = propensity.fetch_value('select count(*) from glob(' ~ relation.external ~ ')') > 0 -%}
    {%- else -%}
        {%- set is_there = true -%}
    {%- endif -%}
    {%- if not is_there -%}{{ return(none) }}{%- endif -%}
    {%- call statement('found_columns', fetch_result=True, auto_begin=False) -%}
        describe select * from {{ relation.external or relation.render() }}
    {%- endcall -%}
    {%- set columns = [] -%}
    {%- for row in load_result('found_columns')['data'] -%}
        {%- do columns.append({'name': row[0], 'type': row[1]}) -%}
    {%- endfor -%}
    {{ return(columns) }}
{% endmacro %}
