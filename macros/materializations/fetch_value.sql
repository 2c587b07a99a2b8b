{% macro fetch_value(query) %}
    {#- The one value of a one-row, one-column query, for a materialization that loops until it converges. -#}
    {% call statement('fetch_value', fetch_result=True) %}{{ query }}{% endcall %}
    {{ return(load_result('fetch_value')['data'][0][0]) }}
{% endmacro %}
