{% macro raw_columns(source_name, table_name) %}
    {#-
    The columns of a raw table that its source's YAML declares, each with its `name`, the `type` to read it as (text where
    there is no data_type) and whether it `is_optional`.
    -#}
    {%- set columns = [] -%}
    {%- for table in graph.sources.values() if table.source_name == source_name and table.name == table_name -%}
        {%- for column in table.columns.values() -%}
            {%- do columns.append({
                'name': column.name,
                'type': column.data_type or dbt.type_string(),
                'is_optional': column.config.meta.get('optional', false),
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(columns) }}
{% endmacro %}
