{# One row: the as-of date, the only clock, and the first days of a history worth learning from and of its live part. #}

with

supplied_events as (
    select * from {{ ref('supplied_events') }}
),

-- a row that says it happened after it was loaded has no say
days as (
    select
        cast(occurred_at as date) as event_date,
        count(*) as event_rows,
        nullif(sum(case when is_live then 1 else 0 end), 0) as live_rows
    from supplied_events
    where occurred_at is not null and occurred_at < coalesce(loaded_at, occurred_at) + interval '1' day
    group by cast(occurred_at as date)
),

-- what was loaded in bulk says nothing of an ordinary day
median_days as (
    select
        coalesce(
            percentile_cont(0.5) within group (order by live_rows),
            percentile_cont(0.5) within group (order by event_rows)
        ) as event_rows
    from days
),

ordinary_days as (
    select
        min(days.event_date) as first_date,
        max(days.event_date) as last_date,
        min(case when days.live_rows >= 0.1 * median_days.event_rows then days.event_date end) as first_live_date
    from days
    cross join median_days
    where days.event_rows >= 0.1 * median_days.event_rows
),

as_of_dates as (
    select
        {% if setting('as_of_date') -%}
        cast('{{ setting('as_of_date') }}' as date) as as_of_date,
        {%- else -%}
        {{ add_days('last_date', 1) }} as as_of_date,
        {%- endif %}
        first_date as history_from,
        coalesce(first_live_date, first_date) as live_from
    from ordinary_days
)

select * from as_of_dates
