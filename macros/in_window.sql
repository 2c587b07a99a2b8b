{% macro in_window(days, date='event_date') -%}
    {{ date }} >= feature_date - interval '{{ days }}' day
{%- endmacro %}
