{% macro instead_of(word, words) %}
    {#- How a sentence about an unknown word ends: with the nearest that there is, or with all. -#}
    {%- set nearest = nearest_word(word | string, words) -%}
    {{ return("; did you mean '" ~ nearest ~ "'?" if nearest else '; there are ' ~ words | join(', ') ~ '.') }}
{% endmacro %}
