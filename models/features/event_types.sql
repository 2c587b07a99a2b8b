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

-- by what was known at its first date, so that no later row moves a place
people_then as (
    select
        entries.event_name,
        entries.first_date,
        max(sightings_in_order.people) as people
    from entries
    inner join sightings_in_order
        on entries.event_name = sightings_in_order.event_name
        and entries.first_date > sightings_in_order.known_date
    group by entries.event_name, entries.first_date
),

places as (
    select
        event_name,
        first_date,
        row_number() over (order by first_date asc, people desc, event_name asc) as place
    from people_then
),

source_names as (
    select
        source_name,
        min(event_date) as source_first_date
    from daily_events
    group by source_name
),

-- an event type that several sources know belongs to the one that had it first
claims as (
    select
        daily_events.event_name,
        daily_events.source_name,
        max(case when daily_events.event_value is not null then 1 else 0 end) as has_value,
        row_number() over (
            partition by daily_events.event_name
            order by min(daily_events.event_date), daily_events.source_name
        ) as claim
    from daily_events
    group by daily_events.event_name, daily_events.source_name
),

event_names as (
    select
        event_name,
        max(case when claim = 1 then source_name end) as source_name,
        max(has_value) = 1 as has_value
    from claims
    group by event_name
),

event_types as (
    select
        event_names.event_name,
        event_names.source_name,
        {{ feature_slug('event_names.event_name') }} as slug,
        event_names.has_value,
        case when places.place <= {{ setting('maximum_event_types') }} then places.first_date end as first_date,
        coalesce(places.place > {{ setting('maximum_event_types') }}, false) as is_beyond_maximum,
        source_names.source_first_date
    from event_names
    inner join source_names on event_names.source_name = source_names.source_name
    left join places on event_names.event_name = places.event_name
)

select * from event_types
