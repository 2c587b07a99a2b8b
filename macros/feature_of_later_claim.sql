{% macro feature_of_later_claim(feature, family, name) -%}
    {#- The column of a feature whose plain name is another's or reserved. -#}
    {{ feature }} || '_' || {{ family }} || '_' || substr(md5({{ name }}), 1, 8)
{%- endmacro %}
