{# One row per source and day: how many of its rows of events and attributes the warehouse learnt of. #}

with

events as (
    select * from {{ ref('events') }}
),

attributes as (
    select * from {{ ref('attributes') }}
),

known_days as (
    select
        source_name,
        known_date,
        count(*) as known_rows
    from events
    group by source_name, known_date
    union all
    select
        source_name,
        cast(known_at as date) as known_date,
        count(*) as known_rows
    from attributes
    group by source_name, cast(known_at as date)
),

source_days as (
    select
        source_name,
        known_date,
        cast(sum(known_rows) as bigint) as known_rows
    from known_days
    group by source_name, known_date
)

select * from source_days
