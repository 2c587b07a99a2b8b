{% macro print_prediction_status(results) %}
    {#- At the end of a build: each prediction's status, and why; nothing where the status was not built. -#}
    {%- set built = namespace(status=none, is_published=false) -%}
    {%- for result in results or [] if result.node.name == 'prediction_status' and result.status == 'success' -%}
        {%- set built.status = result.node -%}
    {%- endfor -%}
    {%- for result in results or [] if result.node.name == 'published_generation' and result.status == 'success' -%}
        {%- set built.is_published = is_whole_build() -%}
    {%- endfor -%}
    {%- if execute and built.status is not none -%}
        {% call statement('prediction_status', fetch_result=True) -%}
            select prediction_name, status, reason from {{ built.status.relation_name }} order by prediction_name
        {%- endcall %}
        {%- for row in load_result('prediction_status')['data'] -%}
            {% do print(row[0] ~ ': ' ~ row[1] ~ '. ' ~ row[2]) %}
        {%- endfor -%}
        {%- if not built.is_published -%}
            {% do print('Nothing of this was published: the last generation stands. Only a whole dbt build that passes its tests publishes.') %}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
