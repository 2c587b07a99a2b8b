{# One row per source and day: how many event rows came, how late, how many were set aside or too many. #}
{%- set longest_window = setting('feature_windows') | max %}

with

supplied_events as (
    select * from {{ ref('supplied_events') }}
),

quarantines as (
    select * from {{ ref('quarantines') }}
),

events as (
    select * from {{ ref('events') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

supplied_days as (
    select
        source_name,
        cast(occurred_at as date) as event_date,
        count(*) as supplied_rows,
        count(case when known_at >= cast(occurred_at as date) + interval '2' day then 1 end) as late_rows,
        count(case when known_at >= cast(occurred_at as date) + interval '{{ longest_window }}' day then 1 end)
            as late_beyond_window
    from supplied_events
    group by source_name, cast(occurred_at as date)
),

quarantined_days as (
    select
        source_name,
        event_date,
        cast(sum(quarantined_rows) as bigint) as quarantined_rows
    from quarantines
    group by source_name, event_date
),

repeated_ids as (
    select
        source_name,
        event_id
    from supplied_events
    group by source_name, event_id
    having count(*) > 1
),

-- of rows with one event_id one became the event; what the others say that it does not is lost
days_of_repeated_ids as (
    select
        supplied_events.source_name,
        supplied_events.event_id,
        cast(supplied_events.occurred_at as date) as event_date,
        count(*) as known_rows,
        count(case when cast(supplied_events.occurred_at as date) = events.event_date then 1 end) > 0 as has_the_event,
        count(
            case
                when
                    supplied_events.identifier is distinct from events.identifier
                    or supplied_events.event_name is distinct from events.event_name
                    or supplied_events.occurred_at is distinct from events.occurred_at
                    or supplied_events.event_value is distinct from events.event_value
                    or supplied_events.properties is distinct from events.properties
                    then 1
            end
        ) as conflicting_rows
    from supplied_events
    inner join repeated_ids
        on supplied_events.source_name = repeated_ids.source_name and supplied_events.event_id = repeated_ids.event_id
    inner join events
        on supplied_events.source_name = events.source_name and supplied_events.event_id = events.event_id
    cross join as_of_dates
    where
        {{ quarantine_reason() }} is null
        and supplied_events.known_at < as_of_dates.as_of_date
    group by supplied_events.source_name, supplied_events.event_id, cast(supplied_events.occurred_at as date)
),

repeated_days as (
    select
        source_name,
        event_date,
        cast(sum(known_rows - case when has_the_event then 1 else 0 end) as bigint) as repeated_rows,
        cast(sum(conflicting_rows) as bigint) as conflicting_rows
    from days_of_repeated_ids
    group by source_name, event_date
),

surplus_days as (
    select
        source_name,
        event_date,
        cast(sum(surplus_count) as bigint) as surplus_rows
    from {{ ref('daily_events') }}
    group by source_name, event_date
),

source_volumes as (
    select
        supplied_days.source_name,
        supplied_days.event_date,
        supplied_days.supplied_rows,
        supplied_days.late_rows,
        supplied_days.late_beyond_window,
        coalesce(quarantined_days.quarantined_rows, 0) as quarantined_rows,
        coalesce(repeated_days.repeated_rows, 0) as repeated_rows,
        coalesce(repeated_days.conflicting_rows, 0) as conflicting_rows,
        coalesce(surplus_days.surplus_rows, 0) as surplus_rows
    from supplied_days
    left join quarantined_days
        on supplied_days.source_name = quarantined_days.source_name
        and supplied_days.event_date is not distinct from quarantined_days.event_date
    left join repeated_days
        on supplied_days.source_name = repeated_days.source_name and supplied_days.event_date = repeated_days.event_date
    left join surplus_days
        on supplied_days.source_name = surplus_days.source_name and supplied_days.event_date = surplus_days.event_date
)

select * from source_volumes
