{% macro season(date, wave) -%}
    {#- Where in the year a date stands, as a point on a circle, so that December is next to January; rounded for all engines. -#}
    {%- set days = days_between("cast(date_trunc('year', " ~ date ~ ") as date)", date) -%}
    {%- set function = {'season_cosine': 'cos', 'season_sine': 'sin'}[wave] -%}
    cast(round({{ function }}(2 * pi() * ({{ days }}) / 365.25e0), 6) as double)
{%- endmacro %}
