{% macro is_whole_build() %}
    {#- Whether this is a `dbt build` of everything here and of every source's staging: only then may it publish. -#}
    {%- set missing = [] -%}
    {%- for node in graph.nodes.values() -%}
        {%- if node.package_name == 'propensity' or node.name.startswith('stg_') -%}
            {%- if node.unique_id not in selected_resources and node.resource_type in ['model', 'seed', 'test'] -%}
                {%- do missing.append(node.unique_id) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(flags.WHICH == 'build' and not flags.EMPTY and missing | length == 0) }}
{% endmacro %}
