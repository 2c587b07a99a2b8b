{% macro file_text(path) %}
    {#- What stands in a file, as the engine sees it; none where there is no such file or the engine reads none. -#}
    {{ return(adapter.dispatch('file_text', 'propensity')(path)) }}
{% endmacro %}

{% macro default__file_text(path) %}
    {{ return(none) }}
{% endmacro %}

{% macro duckdb__file_text(path) %}
    {#- glob gives no row for a missing file, where read_text alone would stop -#}
    {%- set files = fetch_value("select count(*) from glob(" ~ text_literal(path) ~ ")") -%}
    {{ return(fetch_value("select content from read_text(" ~ text_literal(path) ~ ")") if files else none) }}
{% endmacro %}
