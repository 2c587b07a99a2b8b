{# One row per supplied event row that was set aside, with the reason. #}

with

supplied_events as (
    select * from {{ ref('supplied_events') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

quarantined_events as (
    select
        supplied_events.*,
        {{ quarantine_reason() }} as reason
    from supplied_events
    cross join as_of_dates
    where {{ quarantine_reason() }} is not null
)

select * from quarantined_events
