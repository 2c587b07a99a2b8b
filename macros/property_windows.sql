{% macro property_windows() %}
    {#- The feature windows of properties, of which there are many: the longest, and the second shortest if there are three. -#}
    {%- set windows = setting('feature_windows') | sort -%}
    {{ return(windows if windows | length < 3 else [windows[1], windows[-1]]) }}
{% endmacro %}
