{% macro weekdays() %}
    {#- The days of the week in the order in which the macro weekday numbers them. -#}
    {{ return(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']) }}
{% endmacro %}
