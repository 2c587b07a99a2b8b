{% macro fill_scratch_table(name) %}
    {#- Runs the query of its call block and keeps the rows under the name, which the query may read. -#}
    {% do adapter.dispatch('fill_scratch_table', 'propensity')(name, caller()) %}
{% endmacro %}

{% macro default__fill_scratch_table(name, query) %}
    {% call statement('fill_' ~ name) -%}
        create or replace temporary table {{ name }} as
        {{ query }}
    {%- endcall %}
{% endmacro %}
