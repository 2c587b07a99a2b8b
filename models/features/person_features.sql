{# One row per person and feature date: what was known of the person by then, one column per row of feature_catalog. #}
{%- set columns = feature_columns() %}
{%- set events = names_in(columns, 'event') %}
{%- set attributes = names_in(columns, 'attribute') %}

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
        {%- for column in columns %}
        {{ feature_expression(column, events, attributes) }} as {{ column.feature }},
        {%- endfor %}
        activity_features.feature_date
    from activity_features
    {%- for event_name in events %}
    left join event_features as event_{{ loop.index }}
        on activity_features.person_id = event_{{ loop.index }}.person_id
        and activity_features.feature_date = event_{{ loop.index }}.feature_date
        and event_{{ loop.index }}.event_name = {{ text_literal(event_name) }}
    {%- endfor %}
    {%- for attribute_name in attributes %}
    left join attribute_features as attribute_{{ loop.index }}
        on activity_features.person_id = attribute_{{ loop.index }}.person_id
        and activity_features.feature_date = attribute_{{ loop.index }}.feature_date
        and attribute_{{ loop.index }}.attribute_name = {{ text_literal(attribute_name) }}
    {%- endfor %}
)

select * from person_features
