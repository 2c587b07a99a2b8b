{% macro type_binary() %}
    {{- return(adapter.dispatch('type_binary', 'propensity')()) -}}
{% endmacro %}

{% macro default__type_binary() -%} binary {%- endmacro %}

{% macro duckdb__type_binary() -%} blob {%- endmacro %}
