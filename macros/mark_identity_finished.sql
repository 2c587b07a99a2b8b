{% macro mark_identity_finished() %}
    {#- After identity_states is built: if every model that grows was built with it, the next build may add to them. -#}
    {%- set left_out = [] -%}
    {%- for node in (graph.nodes.values() if execute else []) if node.resource_type == 'model' -%}
        {%- if node.config.materialized in ['grown', 'component_spans'] and node.unique_id not in selected_resources -%}
            {%- do left_out.append(node.name) -%}
        {%- endif -%}
    {%- endfor -%}
    create or replace table previous.identity_states as select * from {{ this }} where {{ 'false' if left_out else 'true' }}
{% endmacro %}
