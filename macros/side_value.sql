{% macro side_value(column) -%}
    {#- What stands in the history for a column; of the last event types, only those that are features have names. -#}
    {%- if column.family == 'sequence' -%}
        case when event_name in (select event_types.event_name from event_types) then event_name else 'another event' end
    {%- elif column.measure == 'attribute_number' -%}
        attribute_value
    {%- else -%}
        {{ column.measure }}
    {%- endif -%}
{%- endmacro %}
