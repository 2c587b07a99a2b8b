{% macro in_window(days) -%}
    days_ago <= {{ days }}
{%- endmacro %}
