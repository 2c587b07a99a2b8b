{% macro decile(place, people) -%}
    {#- The tenth that a place from the bottom falls into: 10 for the highest, however few people there are. -#}
    cast(ceil(10.0 * {{ place }} / {{ people }}) as integer)
{%- endmacro %}
