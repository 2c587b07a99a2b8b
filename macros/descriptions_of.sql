{% macro descriptions_of(name) %}
    {#- What YAML says of the columns of a model, by their names, and of itself, by ''. -#}
    {%- set descriptions = {'': ''} -%}
    {%- if execute -%}
        {%- set node = graph.nodes.get('model.propensity.' ~ name, {'description': '', 'columns': {}}) -%}
        {%- do descriptions.update({'': node.description}) -%}
        {%- for column in node.columns.values() -%}
            {%- do descriptions.update({column.name: column.description}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(descriptions) }}
{% endmacro %}
