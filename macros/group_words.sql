{% macro group_words() -%}
    {#- A group of drivers as a card says it: over the columns of driver_groups. -#}
    {{ spoken('name') }} || ' (' || {{ percent('share') }} || ')'
{%- endmacro %}
