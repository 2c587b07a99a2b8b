{% macro inner_share(share) -%}
    {#- A share whose log-odds are to be taken: of 0 and 1, which have none, a thousandth less. -#}
    greatest(0.001, least(0.999, {{ share }}))
{%- endmacro %}
