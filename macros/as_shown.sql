{% macro as_shown(value) %}
    {#- A value from vars as a sentence shows it. -#}
    {{ return('empty' if value is none else "'" ~ value ~ "'") }}
{% endmacro %}
