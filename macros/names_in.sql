{% macro names_in(columns, family) %}
    {#- The event types, or attributes, that feature_columns of one family come from, in order and once each. -#}
    {{ return(columns | selectattr('family', 'equalto', family) | map(attribute='event_name') | unique(case_sensitive=true) | list) }}
{% endmacro %}
