{% macro label_days() %}
    {#- How many days after its feature date a label settles, once per horizon that a prediction has. -#}
    {%- set days = [] -%}
    {%- for prediction in setting('predictions').values() -%}
        {%- do days.append(prediction['horizon_days'] + setting('settle_days')) -%}
    {%- endfor -%}
    {{ return(days | unique | list) }}
{% endmacro %}
