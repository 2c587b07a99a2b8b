{% macro fetch_value(query) %}
    {#- The one value of a one-row, one-column query. It opens no transaction, which a hook would leave open. -#}
    {% call statement('fetch_value', fetch_result=True, auto_begin=False) %}{{ query }}{% endcall %}
    {{ return(load_result('fetch_value')['data'][0][0]) }}
{% endmacro %}
