{% macro batch_size() %}
    {#- How many event types, or attributes, person_features lays side by side in one pass. -#}
    {{ return(20) }}
{% endmacro %}
