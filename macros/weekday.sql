{% macro weekday(date) -%}
    {#- The day of the week as a number, 0 for Monday; engines number it differently, so it is counted from a Monday. -#}
    ({{ days_between("cast('1900-01-01' as date)", date) }}) % 7
{%- endmacro %}
