{# One row per source: how many rows came in the last seven days, and whether that is unusual. #}

with

source_days as (
    select * from {{ ref('source_days') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

-- weeks that end with the as-of date, 0 the last; only whole ones, two years of them
placed_days as (
    select
        source_days.source_name,
        source_days.known_rows,
        cast(floor(({{ days_between('source_days.known_date', 'as_of_dates.as_of_date') }} - 1) / 7.0) as integer)
            as week
    from source_days
    cross join as_of_dates
),

weeks as (
    select
        source_name,
        week,
        sum(known_rows) as week_rows,
        max(week) over (partition by source_name) as first_week
    from placed_days
    where week between 0 and 104
    group by source_name, week
),

-- each beside the median of the eight before it
compared_weeks as (
    select
        later.source_name,
        later.week,
        later.week_rows,
        percentile_cont(0.5) within group (order by earlier.week_rows) as usual_rows
    from weeks as later
    inner join weeks as earlier
        on later.source_name = earlier.source_name
        and earlier.week between later.week + 1 and later.week + 8
        and earlier.week < earlier.first_week
    group by later.source_name, later.week, later.week_rows
    having count(*) = 8
),

ratios as (
    select
        *,
        ln(week_rows / usual_rows) as log_ratio
    from compared_weeks
),

middles as (
    select
        source_name,
        count(*) as earlier_weeks,
        percentile_cont(0.5) within group (order by log_ratio) as usual_ratio
    from ratios
    where week > 0
    group by source_name
),

spreads as (
    select
        ratios.source_name,
        1.4826 * percentile_cont(0.5) within group (order by abs(ratios.log_ratio - middles.usual_ratio))
            as usual_spread
    from ratios
    inner join middles on ratios.source_name = middles.source_name
    where ratios.week > 0
    group by ratios.source_name
),

-- by chance alone the logarithm of a count has an error of one over its root
last_weeks as (
    select
        weeks.source_name,
        weeks.week_rows,
        ratios.usual_rows,
        middles.earlier_weeks,
        ratios.log_ratio,
        (ratios.log_ratio - middles.usual_ratio)
        / greatest(spreads.usual_spread, 1 / sqrt(ratios.week_rows), 1 / sqrt(ratios.usual_rows)) as errors_from_usual,
        4 * (1 + 5e0 / middles.earlier_weeks) as needed_errors
    from weeks
    left join ratios on weeks.source_name = ratios.source_name and weeks.week = ratios.week
    left join middles on weeks.source_name = middles.source_name
    left join spreads on weeks.source_name = spreads.source_name
    where weeks.week = 0
),

volume_weeks as (
    select
        source_name,
        cast(week_rows as bigint) as week_rows,
        usual_rows,
        earlier_weeks,
        errors_from_usual,
        needed_errors,
        case
            when coalesce(earlier_weeks, 0) < 8 then 'unknown'
            when log_ratio >= ln(1.5) and errors_from_usual > needed_errors then 'high'
            when log_ratio <= -ln(1.5) and errors_from_usual < -needed_errors then 'low'
            else 'usual'
        end as volume
    from last_weeks
)

select * from volume_weeks
