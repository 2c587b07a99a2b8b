{% macro event_trends() %}
    {#- The pair of feature windows, neither the shortest nor the longest if there are so many, whose paces each event type has. -#}
    {%- set trends = activity_trends() -%}
    {{ return(trends[trends | length // 2:][:1]) }}
{% endmacro %}
