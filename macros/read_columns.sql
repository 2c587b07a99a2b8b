{% macro read_columns(columns, found) %}
    {#-
    The select list that gives `columns` (name, type) by reading those that are `found` (name, type; none: all, of types
    unknown); one that is not found is null.
    -#}
    {%- for column in columns %}
    {%- set there = namespace(column={'name': column.name, 'type': none} if found is none else none) -%}
    {%- for each in found or [] if each.name | lower == column.name | lower -%}{%- set there.column = each -%}{%- endfor %}
        {% if there.column is none -%}
        cast(null as {{ dbt.type_string() if column.type == 'json' else column.type }})
        {%- else -%}
        {{ propensity.readable(adapter.quote(there.column.name), there.column.type, column.type) }}
        {%- endif %} as {{ adapter.quote(column.name) }}{{ ',' if not loop.last }}
    {%- endfor -%}
{% endmacro %}
