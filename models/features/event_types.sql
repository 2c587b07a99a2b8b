{# One row per event type, with the calendar date from which enough people were known to have it to be a feature. #}

with

daily_events as (
    select * from {{ ref('daily_events') }}
),

feature_dates as (
    select * from {{ ref('feature_dates') }}
),

first_sightings as (
    select
        event_name,
        identifier,
        min(known_date) as known_date
    from daily_events
    group by event_name, identifier
),

sightings_in_order as (
    select
        event_name,
        known_date,
        row_number() over (partition by event_name order by known_date, identifier) as people
    from first_sightings
),

entries as (
    select
        sightings_in_order.event_name,
        min(feature_dates.feature_date) as first_date
    from sightings_in_order
    inner join feature_dates on sightings_in_order.known_date < feature_dates.feature_date
    where
        sightings_in_order.people = {{ setting('minimum_people_per_event_type') }}
        and feature_dates.is_calendar
    group by sightings_in_order.event_name
),

event_names as (
    select
        event_name,
        min(source_name) as source_name,
        max(case when event_value is not null then 1 else 0 end) = 1 as has_value
    from daily_events
    group by event_name
),

first_days as (
    select
        event_names.event_name,
        min(daily_events.event_date) as source_first_date
    from event_names
    inner join daily_events on event_names.source_name = daily_events.source_name
    group by event_names.event_name
),

event_types as (
    select
        event_names.event_name,
        event_names.source_name,
        {{ feature_slug('event_names.event_name') }} as slug,
        event_names.has_value,
        entries.first_date,
        first_days.source_first_date
    from event_names
    inner join first_days on event_names.event_name = first_days.event_name
    left join entries on event_names.event_name = entries.event_name
)

select * from event_types
