{# One row per identifier, source and day on which an earlier first event than any before became known. #}

with

daily_events as (
    select * from {{ ref('daily_events') }}
),

-- of days known on the day itself the first is enough: none of the others is earlier than what was known before it
days as (
    select
        identifier,
        source_name,
        min(known_date) as known_date,
        min(event_date) as event_date
    from daily_events
    group by identifier, source_name, case when event_date < known_date then known_date end
),

earlier_days as (
    select
        *,
        min(event_date) over (
            partition by identifier, source_name
            order by known_date, event_date
            rows between unbounded preceding and 1 preceding
        ) as first_so_far
    from days
),

first_days as (
    select
        identifier,
        source_name,
        known_date,
        event_date
    from earlier_days
    where first_so_far is null or event_date < first_so_far
)

select * from first_days
