{# One row per identifier, event type, day on which it happened and day on which that was known. #}

with

events as (
    select * from {{ ref('events') }}
),

daily_events as (
    select
        identifier,
        source_name,
        event_name,
        event_date,
        known_date,
        count(*) as event_count,
        sum(event_value) as event_value
    from events
    where identifier is not null
    group by identifier, source_name, event_name, event_date, known_date
)

select * from daily_events
