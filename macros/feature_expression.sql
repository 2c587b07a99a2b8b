{% macro feature_expression(column, events, attributes) -%}
    {#-
    A column of person_features, for its row in feature_catalog: a count is null before its source's first day, zero after
    it. `events` and `attributes` are the lists of names of which person_features lays each batch side by side.
    -#}
    {%- if column.family == 'attribute' -%}
        {%- set value = 'attribute_columns_' ~ batch_number(column.event_name, attributes) ~ '.' ~ column.feature -%}
        {{ value if column.measure == 'attribute_value' else 'cast(' ~ value ~ ' as double)' }}
    {%- elif column.family == 'calendar' -%}
        {{ season('activity_features.feature_date', column.measure) }}
    {%- elif column.measure == 'days_since' -%}
        cast(event_columns_{{ batch_number(column.event_name, events) }}.{{ column.feature }} as double)
    {%- elif column.family == 'event' -%}
        case
            when activity_features.feature_date > date '{{ column.source_first_date }}'
                then
                    cast(
                        coalesce(event_columns_{{ batch_number(column.event_name, events) }}.{{ column.feature }}, 0) as double
                    )
        end
    {%- else -%}
        cast(activity_features.{{ column.measure }} as double)
    {%- endif -%}
{%- endmacro %}
