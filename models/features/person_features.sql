{# One row per person and feature date: everything known of the person by then, one column per row of feature_catalog. #}
{%- set columns = feature_columns() %}
{%- set events = columns | selectattr('family', 'equalto', 'event') | map(attribute='event_name') | unique | list %}
{%- set attributes = columns | selectattr('family', 'equalto', 'attribute') | map(attribute='event_name') | unique | list %}

with

activity_features as (
    select * from {{ ref('activity_features') }}
),

event_features as (
    select * from {{ ref('event_features') }}
),

attribute_features as (
    select * from {{ ref('attribute_features') }}
),

person_features as (
    select
        activity_features.person_id,
        activity_features.feature_date
        {%- for column in columns %},
        {% if column.family == 'activity' -%}
        {{ activity_expression(column.measure) }} as {{ column.feature }}
        {%- elif column.family == 'event' -%}
        {%- set event = 'event_' ~ (events.index(column.event_name) + 1) -%}
        {%- if column.measure == 'days_since' -%}
        cast({{ event }}.days_since as double) as {{ column.feature }}
        {%- else -%}
        case when activity_features.feature_date > date '{{ column.source_first_date }}' then cast(coalesce({{ event }}.{{ column.measure }}, 0) as double) end as {{ column.feature }}
        {%- endif -%}
        {%- else -%}
        attribute_{{ attributes.index(column.event_name) + 1 }}.attribute_value as {{ column.feature }}
        {%- endif %}
        {%- endfor %}
    from activity_features
    {%- for event_name in events %}
    left join event_features as event_{{ loop.index }}
        on activity_features.person_id = event_{{ loop.index }}.person_id
        and activity_features.feature_date = event_{{ loop.index }}.feature_date
        and event_{{ loop.index }}.event_name = '{{ dbt.escape_single_quotes(event_name) }}'
    {%- endfor %}
    {%- for attribute_name in attributes %}
    left join attribute_features as attribute_{{ loop.index }}
        on activity_features.person_id = attribute_{{ loop.index }}.person_id
        and activity_features.feature_date = attribute_{{ loop.index }}.feature_date
        and attribute_{{ loop.index }}.attribute_name = '{{ dbt.escape_single_quotes(attribute_name) }}'
    {%- endfor %}
)

select * from person_features
