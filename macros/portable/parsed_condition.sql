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
    {%- set found = {'columns': [], 'refused': []} -%}
    {#- bare, it must be one expression; in brackets, as it will stand, it must still be one -#}
    {%- for text in [condition, '(' ~ condition ~ ')'] -%}
        {%- set tree = fromjson(fetch_value('select json_serialize_sql(' ~ text_literal('select ' ~ text) ~ ')')) -%}
        {%- if tree.error -%}
            {{ return({'error': tree.error_message, 'columns': [], 'refused': []}) }}
        {%- endif -%}
        {%- set node = tree.statements[0].node -%}
        {%- if tree.statements | length > 1 or node.select_list | length != 1 or node.from_table.type != 'EMPTY' -%}
            {{ return({'error': 'it is more than one condition', 'columns': [], 'refused': []}) }}
        {%- endif -%}
        {%- do collect_names(node.select_list, found) -%}
    {%- endfor -%}
    {{ return({'error': none, 'columns': found.columns | unique | list, 'refused': found.refused | unique | list}) }}
{% endmacro %}


{% macro collect_names(node, found) %}
    {#- Adds the columns below a node of DuckDB's syntax tree to `found`, and what is refused. -#}
    {%- set clocks_and_chance = [
        'now', 'today', 'current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp', 'age',
        'current_localtime', 'current_localtimestamp', 'get_current_time', 'get_current_timestamp', 'transaction_timestamp',
        'random', 'uuid', 'uuidv4', 'uuidv7', 'gen_random_uuid',
    ] -%}
    {%- if node is mapping -%}
        {%- if node.get('class') == 'COLUMN_REF' and node.column_names[-1] | lower in clocks_and_chance[2:7] -%}
            {%- do found.refused.append(node.column_names[-1] | lower) -%}
        {%- elif node.get('class') == 'COLUMN_REF' -%}
            {%- do found.columns.append(node.column_names[-1] | lower) -%}
        {%- elif node.get('class') in ['SUBQUERY', 'WINDOW'] -%}
            {%- do found.refused.append('a ' ~ node['class'] | lower) -%}
        {%- elif node.get('function_name') in clocks_and_chance -%}
            {%- do found.refused.append(node.function_name ~ '()') -%}
        {%- endif -%}
        {%- for child in node.values() -%}{%- do collect_names(child, found) -%}{%- endfor -%}
    {%- elif node is sequence and node is not string -%}
        {%- for child in node -%}{%- do collect_names(child, found) -%}{%- endfor -%}
    {%- endif -%}
{% endmacro %}
