{% macro in_window(days) -%}
    event_date >= feature_date - interval '{{ days }}' day
{%- endmacro %}
