{% macro is_met(condition) %}
    {#-
    Whether a company's SQL condition holds for a row. It does not where a value cannot be read, such as text as a number: the
    engine's error would stop the build and show the value, which may be somebody's address.
    -#}
    {{ return(adapter.dispatch('is_met', 'propensity')(condition)) }}
{% endmacro %}

{% macro default__is_met(condition) -%}
    ({{ condition }})
{%- endmacro %}

{% macro duckdb__is_met(condition) -%}
    try(({{ condition }}) is true)
{%- endmacro %}
