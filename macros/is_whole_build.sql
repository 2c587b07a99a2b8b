{% macro is_whole_build() %}
    {#- Whether this is a `dbt build` of everything here and of all that it reads, tests included: only then may it publish. -#}
    {%- set needed = namespace(ids=[], size=-1) -%}
    {%- for node in graph.nodes.values() if node.package_name == 'propensity' -%}
        {%- do needed.ids.append(node.unique_id) -%}
    {%- endfor -%}
    {%- for _ in range(1000) if needed.size != needed.ids | length -%}
        {%- set needed.size = needed.ids | length -%}
        {%- set read = [] -%}
        {%- for id in needed.ids if id in graph.nodes -%}
            {%- do read.extend(graph.nodes[id].depends_on.get('nodes', [])) -%}
        {%- endfor -%}
        {%- set needed.ids = (needed.ids + read) | unique | list -%}
    {%- endfor -%}
    {%- set missing = [] -%}
    {%- for id in needed.ids if id in graph.nodes and id not in selected_resources -%}
        {%- if graph.nodes[id].resource_type in ['model', 'seed', 'snapshot', 'test'] -%}
            {%- do missing.append(id) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(flags.WHICH == 'build' and not flags.EMPTY and missing | length == 0) }}
{% endmacro %}
