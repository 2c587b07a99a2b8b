{# One row per event type, with the calendar date from which enough people were known to have it to be a feature. #}

with

daily_events as (
    select * from {{ ref('daily_events') }}
),

feature_dates as (
    select * from {{ ref('feature_dates') }}
),

{{ first_dates_of_names('event_name', 'daily_events', setting('maximum_event_types')) }},

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
        case when not places.is_beyond_maximum then places.first_date end as first_date,
        coalesce(places.is_beyond_maximum, false) as is_beyond_maximum,
        source_names.source_first_date
    from event_names
    inner join source_names on event_names.source_name = source_names.source_name
    left join places on event_names.event_name = places.event_name
)

select * from event_types
