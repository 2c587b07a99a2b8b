{# One row per source with events in the last nine weeks: which share is set aside of late, and which was before. #}

with

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

-- what lacks a time is counted when it was loaded
arrivals as (
    select
        source_name,
        cast(coalesce(loaded_at, occurred_at) as date) as arrived_on,
        count(*) as supplied_rows,
        0 as quarantined_rows
    from {{ ref('supplied_events') }}
    group by source_name, cast(coalesce(loaded_at, occurred_at) as date)
    union all
    select
        source_name,
        cast(coalesce(loaded_at, occurred_at) as date) as arrived_on,
        0 as supplied_rows,
        count(*) as quarantined_rows
    from {{ ref('quarantined_events') }}
    where reason != 'occurred on or after the as-of date'
    group by source_name, cast(coalesce(loaded_at, occurred_at) as date)
),

placed_arrivals as (
    select
        arrivals.*,
        arrivals.arrived_on >= {{ add_days('as_of_dates.as_of_date', -7) }} as is_of_late
    from arrivals
    cross join as_of_dates
    where
        arrivals.arrived_on >= {{ add_days('as_of_dates.as_of_date', -63) }}
        and arrivals.arrived_on < as_of_dates.as_of_date
),

spans as (
    select
        source_name,
        sum(case when is_of_late then supplied_rows else 0 end) as late_supplied,
        sum(case when is_of_late then quarantined_rows else 0 end) as late_quarantined,
        sum(case when not is_of_late then supplied_rows else 0 end) as earlier_supplied,
        sum(case when not is_of_late then quarantined_rows else 0 end) as earlier_quarantined
    from placed_arrivals
    group by source_name
),

shares as (
    select
        source_name,
        cast(late_supplied as bigint) as supplied_rows,
        cast(late_quarantined as bigint) as quarantined_rows,
        late_quarantined / nullif(cast(late_supplied as double), 0) as quarantined_share,
        (earlier_quarantined + 1) / (earlier_supplied + 2e0) as usual_share
    from spans
),

-- three times the usual, and four errors above it
quarantine_shares as (
    select
        *,
        coalesce(
            quarantined_rows >= 10
            and quarantined_share >= 0.01
            and quarantined_share > 3 * usual_share
            and quarantined_share > usual_share + 4 * sqrt(usual_share * (1 - usual_share) / nullif(supplied_rows, 0)),
            false
        ) as is_unusual
    from shares
)

select * from quarantine_shares
