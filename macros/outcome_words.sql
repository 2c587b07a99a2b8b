{% macro outcome_words(prediction) %}
    {#- What a prediction waits for, as one says it: of a prediction as declared_predictions gives it. -#}
    {%- set event = condition_words(prediction.event) -%}
    {%- set times = prediction.at_least ~ ' times' -%}
    {%- if prediction.at_least == 1 -%}
        {%- set happens = ' happens' if prediction.happens else ' does not happen' -%}
    {%- else -%}
        {%- set happens = ' happens ' ~ times ~ ' or more' if prediction.happens else ' happens fewer than ' ~ times -%}
    {%- endif -%}
    {%- set counted = ', where ' ~ condition_words(prediction.where) if prediction.where else '' -%}
    {%- set first = prediction.gap_days -%}
    {%- set last = prediction.gap_days + prediction.horizon_days -%}
    {%- set within = ' between day ' ~ first ~ ' and day ' ~ last if first else ' within ' ~ last ~ ' days' -%}
    {{ return(event ~ happens ~ within ~ counted) }}
{% endmacro %}
