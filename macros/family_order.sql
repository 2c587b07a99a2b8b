{% macro family_order(family) -%}
    {#- Which families of features come first: in the order of columns, and where two would have the same name. -#}
    case {{ family }}
        {%- for name in ['activity', 'calendar', 'sequence', 'event', 'attribute', 'property'] %} when '{{ name }}' then {{ loop.index }}{% endfor %} end
{%- endmacro %}
