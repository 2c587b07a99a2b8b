{% macro spoken(expression) -%}
    {#- A text as one says it: names are written with blanks. -#}
    replace({{ expression }}, '_', ' ')
{%- endmacro %}
