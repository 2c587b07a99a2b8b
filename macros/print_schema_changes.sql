{% macro print_schema_changes(results) %}
    {#- At the end of a build: the latest news of schema_changes in a line each, ten at most; nothing where it was not built. -#}
    {%- for result in results or [] if execute and result.node.name == 'schema_changes' and result.status == 'success' -%}
        {% call statement('schema_changes', fetch_result=True) -%}
            select sentence from {{ result.node.relation_name }} where is_news order by noticed_on desc, sentence
        {%- endcall %}
        {%- set sentences = load_result('schema_changes')['data'] | map('first') | list -%}
        {% do print_lines(sentences, 'changes', 'monitoring.schema_changes') %}
    {%- endfor -%}
{% endmacro %}
