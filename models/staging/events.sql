{# One row per event known by the as-of date: of rows with one event_id, the first loaded. #}

with

supplied_events as (
    select * from {{ ref('supplied_events') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

known_rows as (
    select
        supplied_events.*,
        row_number() over (
            partition by supplied_events.source_name, supplied_events.event_id
            order by
                supplied_events.known_at,
                coalesce(supplied_events.loaded_at, supplied_events.occurred_at),
                supplied_events.occurred_at,
                supplied_events.event_name,
                supplied_events.identifier,
                supplied_events.event_value,
                supplied_events.properties
        ) as loaded_in_order
    from supplied_events
    cross join as_of_dates
    where
        {{ quarantine_reason() }} is null
        and supplied_events.known_at < as_of_dates.as_of_date
),

events as (
    select
        event_id,
        source_name,
        identifier,
        event_name,
        occurred_at,
        loaded_at,
        event_value,
        properties,
        known_at,
        cast(occurred_at as date) as event_date,
        cast(known_at as date) as known_date
    from known_rows
    where loaded_in_order = 1
)

select * from events
