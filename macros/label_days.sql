{% macro label_days() %}
    {#- How many days after its feature date a label settles, once per horizon that a prediction has. -#}
    {%- set days = [] -%}
    {%- for prediction in declared_predictions().values() -%}
        {%- do days.append(prediction.settled_after_days) -%}
    {%- endfor -%}
    {{ return(days | unique | list) }}
{% endmacro %}
