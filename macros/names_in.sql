{% macro names_in(columns, family) %}
    {#- The keys in the history that feature_columns of one family come from, in order and once each. -#}
    {{ return(columns | selectattr('family', 'equalto', family) | map(attribute='history_key') | unique(case_sensitive=true) | list) }}
{% endmacro %}
