{% macro print_lines(lines, what, table) %}
    {#- Prints up to ten sentences that hold names of the company's, and how many more there are in a table. -#}
    {%- set most = 10 -%}
    {%- for line in lines[:most] -%}
        {#- a name is anybody's text: nothing in it may end the line or steer the terminal -#}
        {% do print(modules.re.sub('[^\\w !-~]', '?', line) | truncate(400, true, '...')) %}
    {%- endfor -%}
    {%- if lines | length > most -%}
        {% do print('There are ' ~ (lines | length - most) ~ ' more such ' ~ what ~ ' in ' ~ table ~ '.') %}
    {%- endif -%}
{% endmacro %}
