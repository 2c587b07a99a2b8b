{% macro feature_expression(column, events, attributes) -%}
    {#-
    A column of person_features, for its row in feature_catalog: a count is null before its source's first day, zero after
    it. `events` and `attributes` number the joined relations.
    -#}
    {%- if column.family == 'attribute' -%}
        {%- set value = 'attribute_' ~ (attributes.index(column.event_name) + 1) ~ '.' ~ column.measure -%}
        {{ value if column.measure == 'attribute_value' else 'cast(' ~ value ~ ' as double)' }}
    {%- elif column.family == 'calendar' -%}
        {{ season('activity_features.feature_date', column.measure) }}
    {%- elif column.measure == 'days_since' -%}
        cast(event_{{ events.index(column.event_name) + 1 }}.days_since as double)
    {%- elif column.family == 'event' -%}
        {%- set value = 'event_' ~ (events.index(column.event_name) + 1) ~ '.' ~ column.measure -%}
        case
            when activity_features.feature_date > date '{{ column.source_first_date }}'
                then cast(coalesce({{ value }}, 0) as double)
        end
    {%- else -%}
        cast(activity_features.{{ column.measure }} as double)
    {%- endif -%}
{%- endmacro %}
