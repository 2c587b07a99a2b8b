{% macro parsed_condition(condition) %}
    {#-
    What the engine's own parser makes of an SQL condition: `error` (none if it can be read), `columns` (the names that it
    reads, in lower case) and `refused` (what a condition may not hold: a query, the time, chance). None where the engine has
    no parser to ask; its own error then has to do.
    -#}
    {{ return(adapter.dispatch('parsed_condition', 'propensity')(condition)) }}
{% endmacro %}

{% macro default__parsed_condition(condition) %}
    {{ return(none) }}
{% endmacro %}

{% macro duckdb__parsed_condition(condition) %}
    {%- set query = text_literal('select (' ~ condition ~ ')') -%}
    {%- set tree = fromjson(fetch_value('select json_serialize_sql(' ~ query ~ ')')) -%}
    {%- set found = {'columns': [], 'refused': []} -%}
    {%- if tree.error -%}
        {{ return({'error': tree.error_message, 'columns': [], 'refused': []}) }}
    {%- endif -%}
    {%- set node = tree.statements[0].node -%}
    {%- if tree.statements | length > 1 or node.select_list | length != 1 or node.from_table.type != 'EMPTY' -%}
        {{ return({'error': 'it is more than one condition', 'columns': [], 'refused': []}) }}
    {%- endif -%}
    {%- do collect_names(node.select_list, found) -%}
    {{ return({'error': none, 'columns': found.columns | unique | list, 'refused': found.refused | unique | list}) }}
{% endmacro %}


{% macro collect_names(node, found) %}
    {#- Adds the columns below a node of DuckDB's syntax tree to `found`, and what is refused. -#}
    {%- if node is mapping -%}
        {%- if node.get('class') == 'COLUMN_REF' -%}
            {%- do found.columns.append(node.column_names[-1] | lower) -%}
        {%- elif node.get('class') in ['SUBQUERY', 'WINDOW'] -%}
            {%- do found.refused.append('a ' ~ node['class'] | lower) -%}
        {%- elif node.get('function_name') in ['now', 'today', 'random', 'uuid', 'gen_random_uuid', 'get_current_timestamp'] -%}
            {%- do found.refused.append(node.function_name ~ '()') -%}
        {%- endif -%}
        {%- for child in node.values() -%}{%- do collect_names(child, found) -%}{%- endfor -%}
    {%- elif node is sequence and node is not string -%}
        {%- for child in node -%}{%- do collect_names(child, found) -%}{%- endfor -%}
    {%- endif -%}
{% endmacro %}
