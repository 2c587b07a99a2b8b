{# One row per source that has ever supplied anything: when it last arrived, and whether that is too long ago. #}

with

source_days as (
    select
        *,
        row_number() over (partition by source_name order by known_date desc) as from_last
    from {{ ref('source_days') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

usual_rows as (
    select
        source_name,
        percentile_cont(0.5) within group (order by known_rows) as median_rows
    from source_days
    where from_last <= 90
    group by source_name
),

-- a day with less than a tenth of the usual has stragglers, or a load that broke off
ordinary_days as (
    select
        source_days.source_name,
        source_days.known_date,
        lag(source_days.known_date) over (partition by source_days.source_name order by source_days.known_date)
            as date_before,
        row_number() over (partition by source_days.source_name order by source_days.known_date desc) as from_last
    from source_days
    inner join usual_rows on source_days.source_name = usual_rows.source_name
    where source_days.known_rows >= 0.1 * usual_rows.median_rows
),

rhythms as (
    select
        source_name,
        max(known_date) as last_date,
        count(*) as ordinary_days,
        cast(coalesce(percentile_cont(0.5) within group (
            order by case when from_last < 60 then {{ days_between('date_before', 'known_date') }} end
        ), 1) as double) as usual_gap,
        coalesce(max(case when from_last < 60 then {{ days_between('date_before', 'known_date') }} end), 1)
            as longest_gap
    from ordinary_days
    group by source_name
),

-- twice the longest gap is too long, and more where few days are known
patient as (
    select
        *,
        {{ add_days('last_date', 'cast(floor((2 + 10.0 / ordinary_days) * longest_gap) as integer) + 1') }} as late_from
    from rhythms
),

volumes as (
    select
        rhythms.source_name,
        sum(source_days.known_rows) as lately_rows
    from rhythms
    inner join source_days
        on rhythms.source_name = source_days.source_name
        and {{ days_between('source_days.known_date', 'rhythms.last_date') }} between 0 and 27
    group by rhythms.source_name
),

source_arrivals as (
    select
        patient.source_name,
        patient.last_date,
        patient.ordinary_days,
        patient.usual_gap,
        patient.longest_gap,
        {{ days_between('patient.last_date', 'as_of_dates.as_of_date') }} - 1 as days_silent,
        patient.late_from,
        patient.ordinary_days >= 5 and patient.late_from <= as_of_dates.as_of_date as is_late,
        volumes.lately_rows / cast(sum(volumes.lately_rows) over () as double) as row_share
    from patient
    cross join as_of_dates
    inner join volumes on patient.source_name = volumes.source_name
)

select * from source_arrivals
