{% macro share_words() %}
    {#- The parts of the week and the day whose shares of each event type are measured, in words. -#}
    {%- set words = {'weekend': 'on weekends'} -%}
    {%- for part in day_parts() -%}
        {%- do words.update({part: 'in the ' ~ part}) -%}
    {%- endfor -%}
    {{ return(words) }}
{% endmacro %}
