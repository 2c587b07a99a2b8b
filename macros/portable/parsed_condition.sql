{% macro parsed_condition(condition) %}
    {#-
    What the engine's own parser makes of an SQL condition: `error` (none if it can be read), `columns` (the names that it
    reads, in lower case) and `refused` (what a condition may not hold: a query, an aggregate, the time, chance). None where the
    engine has no parser to ask; its own error then has to do.
    -#}
    {{ return(adapter.dispatch('parsed_condition', 'propensity')(condition)) }}
{% endmacro %}

{% macro default__parsed_condition(condition) %}
    {{ return(none) }}
{% endmacro %}

{% macro duckdb__parsed_condition(condition) %}
    {%- set found = {'columns': [], 'refused': []} -%}
    {#- the engine does not say of those named here that they read a clock; `age` does so if it has one argument -#}
    {%- set query -%}
        select string_agg(distinct function_name)
        from duckdb_functions()
        where
            function_type = 'aggregate'
            or stability in ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')
            or function_name in ('age', 'ago', 'current_localtime', 'current_localtimestamp')
    {%- endset -%}
    {%- set forbidden = fetch_value(query).split(',') -%}
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
        {%- set root = node.select_list[0] -%}
        {%- if root['class'] == 'COLUMN_REF'
            or root['class'] == 'CONSTANT' and condition | trim | lower not in ['true', 'false']
            or root.get('function_name') in ['+', '-', '*', '/', '//', '%'] -%}
            {{ return({'error': 'it is a value, not compared with any', 'columns': [], 'refused': []}) }}
        {%- endif -%}
        {%- do collect_names(node.select_list, forbidden, found) -%}
    {%- endfor -%}
    {{ return({'error': none, 'columns': found.columns | unique | list, 'refused': found.refused | unique | list}) }}
{% endmacro %}

{% macro collect_names(node, forbidden, found) %}
    {#- Adds the columns below a node of DuckDB's syntax tree to `found`, and what is refused, such as `forbidden` functions. -#}
    {%- set clocks = ['current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp'] -%}
    {%- if node is mapping -%}
        {%- set below = {'columns': [], 'refused': []} -%}
        {%- for child in node.values() -%}{%- do collect_names(child, forbidden, below) -%}{%- endfor -%}
        {%- if node.get('class') == 'COLUMN_REF' and node.column_names[-1] | lower in clocks -%}
            {%- do below.refused.append(node.column_names[-1] | lower) -%}
        {%- elif node.get('class') == 'COLUMN_REF' -%}
            {%- do below.columns.append(node.column_names[-1] | lower) -%}
        {%- elif node.get('class') in ['SUBQUERY', 'WINDOW'] -%}
            {%- do below.refused.append('a ' ~ node['class'] | lower) -%}
        {%- elif node.get('syntax_type') == 'LAMBDA_KEYWORD' -%}
            {%- set parameters = {'columns': [], 'refused': []} -%}
            {%- do collect_names(node.lhs, forbidden, parameters) -%}
            {%- do below.update({'columns': below.columns | reject('in', parameters.columns) | list}) -%}
        {%- elif node.get('function_name') in forbidden and (node.function_name != 'age' or node.children | length == 1) -%}
            {%- do below.refused.append(node.function_name ~ '()') -%}
        {%- endif -%}
        {%- do found.columns.extend(below.columns) -%}
        {%- do found.refused.extend(below.refused) -%}
    {%- elif node is sequence and node is not string -%}
        {%- for child in node -%}{%- do collect_names(child, forbidden, found) -%}{%- endfor -%}
    {%- endif -%}
{% endmacro %}
