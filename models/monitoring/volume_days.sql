{# One row per source and day of the last seven: how many rows the warehouse learnt of, and whether that is unusual. #}

with

source_days as (
    select * from {{ ref('source_days') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

-- days on which nothing came of a source count as well
days as (
    select known_date
    from source_days
    group by known_date
),

spans as (
    select
        source_name,
        min(known_date) as first_date
    from source_days
    group by source_name
),

volumes as (
    select
        spans.source_name,
        days.known_date,
        coalesce(source_days.known_rows, 0) as known_rows
    from spans
    inner join days on spans.first_date <= days.known_date
    left join source_days
        on spans.source_name = source_days.source_name and days.known_date = source_days.known_date
),

earlier as (
    select
        later_days.known_date as later_date,
        earlier_volumes.source_name,
        earlier_volumes.known_rows,
        {{ days_between('earlier_volumes.known_date', 'later_days.known_date') }} % 7 = 0 as is_same_weekday
    from volumes as earlier_volumes
    inner join days as later_days
        on {{ days_between('earlier_volumes.known_date', 'later_days.known_date') }} between 1 and 56
),

-- the same day of the week in the eight weeks before, and the highest of all their days
usual as (
    select
        volumes.source_name,
        volumes.known_date,
        volumes.known_rows,
        count(case when earlier.is_same_weekday then 1 end) as weekdays,
        percentile_cont(0.5) within group (order by case when earlier.is_same_weekday then earlier.known_rows end)
            as usual_rows,
        min(case when earlier.is_same_weekday then earlier.known_rows end) as lowest_rows,
        max(earlier.known_rows) as highest_rows
    from volumes
    cross join as_of_dates
    inner join earlier
        on volumes.source_name = earlier.source_name and volumes.known_date = earlier.later_date
    where volumes.known_date >= {{ add_days('as_of_dates.as_of_date', -7) }}
    group by volumes.source_name, volumes.known_date, volumes.known_rows
),

volume_days as (
    select
        source_name,
        known_date,
        known_rows,
        usual_rows,
        lowest_rows,
        highest_rows,
        case
            when weekdays < 4 then 'unknown'
            when known_rows >= 100 and known_rows >= 10 * usual_rows and known_rows > 2 * highest_rows then 'high'
            when usual_rows >= 20 and known_rows <= 0.1 * usual_rows and known_rows < 0.5 * lowest_rows then 'low'
            else 'usual'
        end as volume
    from usual
)

select * from volume_days
