{# One row per person, feature date and property, or common value of one, that the person's events had before it. #}
{{ config(materialized='history') }}
{%- set windows = property_windows() %}

with

feature_dates as (
    select * from {{ ref('feature_dates') }}
),

daily_properties as (
    select * from {{ ref('daily_properties') }}
),

property_names as (
    select * from {{ ref('property_names') }}
),

identifiers_by_date as (
    select * from {{ ref('identifiers_by_date') }}
),

{{ known_days('daily_properties', windows | max) }},

-- a value that is common only from a later date on is among the others until then
names_at_date as (
    select
        feature_dates.feature_date,
        property_names.*
    from feature_dates
    inner join property_names on feature_dates.feature_date >= property_names.first_date
),

property_days as (
    select
        known_days.row_id,
        known_days.days_ago,
        coalesce(common_values.property_key, properties.property_key) as property_key,
        coalesce(common_values.event_name, properties.event_name) as event_name,
        coalesce(common_values.property_name, properties.property_name) as property_name,
        known_days.property_count,
        case
            when properties.is_number then try_cast(known_days.property_value as decimal(18, 4))
        end as number
    from known_days
    left join names_at_date as properties
        on known_days.feature_date = properties.feature_date
        and known_days.event_name = properties.event_name
        and known_days.property_name = properties.property_name
        and properties.property_value is null
    left join names_at_date as common_values
        on known_days.feature_date = common_values.feature_date
        and known_days.event_name = common_values.event_name
        and known_days.property_name = common_values.property_name
        and known_days.property_value = common_values.property_value
    where coalesce(common_values.property_key, properties.property_key) is not null
),

measures as (
    select
        row_id,
        property_key,
        event_name,
        {%- for days in windows %}
        cast(sum(case when {{ in_window(days) }} then property_count else 0 end) as bigint) as count_{{ days }}d,
        sum(case when {{ in_window(days) }} then number * property_count end) as sum_{{ days }}d,
        sum(case when {{ in_window(days) }} and number is not null then property_count end) as number_count_{{ days }}d,
        {%- endfor %}
        property_name
    from property_days
    group by row_id, property_key, event_name, property_name
),

property_features as (
    select
        persons_at_date.person_id,
        persons_at_date.feature_date,
        measures.property_key,
        {%- for days in windows %}
        measures.count_{{ days }}d,
        measures.sum_{{ days }}d,
        cast(measures.sum_{{ days }}d as double) / nullif(measures.number_count_{{ days }}d, 0) as mean_{{ days }}d,
        {%- endfor %}
        measures.count_{{ windows | max }}d / cast(sum(measures.count_{{ windows | max }}d) over (
            partition by measures.row_id, measures.event_name, measures.property_name
        ) as double) as share
    from measures
    inner join persons_at_date on measures.row_id = persons_at_date.row_id
)

select * from property_features
