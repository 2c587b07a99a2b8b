{% macro days_between(earlier, later) %}
    {#- Whole days from one calendar date to another. -#}
    {{ return(adapter.dispatch('days_between', 'propensity')(earlier, later)) }}
{% endmacro %}

{% macro default__days_between(earlier, later) -%}
    {{ dbt.datediff(earlier, later, 'day') }}
{%- endmacro %}

{% macro duckdb__days_between(earlier, later) -%}
    ({{ later }} - {{ earlier }})
{%- endmacro %}
