{% macro day_parts() %}
    {#- The parts of a day, each with the hours from and before which it is. What is in none of them was at night. -#}
    {{ return({'morning': [6, 12], 'afternoon': [12, 18], 'evening': [18, 24]}) }}
{% endmacro %}
