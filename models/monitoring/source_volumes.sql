{# One row per source and day: how many event rows came, how late, and how many were set aside. #}

with

supplied_events as (
    select * from {{ ref('supplied_events') }}
),

quarantined_events as (
    select * from {{ ref('quarantined_events') }}
),

supplied_days as (
    select
        source_name,
        cast(occurred_at as date) as event_date,
        count(*) as supplied_rows,
        count(case when known_at >= cast(occurred_at as date) + interval '2' day then 1 end) as late_rows
    from supplied_events
    group by source_name, cast(occurred_at as date)
),

quarantined_days as (
    select
        source_name,
        cast(occurred_at as date) as event_date,
        count(*) as quarantined_rows
    from quarantined_events
    group by source_name, cast(occurred_at as date)
),

source_volumes as (
    select
        supplied_days.source_name,
        supplied_days.event_date,
        supplied_days.supplied_rows,
        supplied_days.late_rows,
        coalesce(quarantined_days.quarantined_rows, 0) as quarantined_rows
    from supplied_days
    left join quarantined_days
        on supplied_days.source_name = quarantined_days.source_name
        and supplied_days.event_date is not distinct from quarantined_days.event_date
)

select * from source_volumes
