{% macro activity_trends() %}
    {#- Every feature window but the longest, each with the next longer one that it is held against. -#}
    {%- set windows = setting('feature_windows') | sort -%}
    {{ return(zip(windows[:-1], windows[1:]) | list) }}
{% endmacro %}
