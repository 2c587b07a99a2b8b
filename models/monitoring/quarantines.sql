{# One row per source, day and reason: how many event rows were set aside. #}

with

quarantined_events as (
    select * from {{ ref('quarantined_events') }}
),

quarantines as (
    select
        source_name,
        cast(occurred_at as date) as event_date,
        reason,
        count(*) as quarantined_rows
    from quarantined_events
    group by source_name, cast(occurred_at as date), reason
)

select * from quarantines
