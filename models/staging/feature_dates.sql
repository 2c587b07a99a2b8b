{# One row per feature date: the calendar dates that the data reaches, and the as-of date. #}
{%- set unit = {'monday': 'week', 'month_start': 'month'}[setting('feature_dates')] %}

with

events as (
    select * from {{ ref('events') }}
),

identity_edges as (
    select * from {{ ref('identity_edges') }}
),

attributes as (
    select * from {{ ref('attributes') }}
),

blocked_identifiers as (
    select * from {{ ref(setting('blocked_identifiers')) }}
),

identity_repairs as (
    select * from {{ ref(setting('identity_repairs')) }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

calendar_dates as (
    select cast(date_trunc('{{ unit }}', event_date) as date) as feature_date
    from events
    group by cast(date_trunc('{{ unit }}', event_date) as date)
),

candidate_dates as (
    select feature_date
    from calendar_dates
    union
    select as_of_date as feature_date
    from as_of_dates
),

known_days as (
    select
        known_date,
        count(*) as known_rows
    from (
        select known_date from events
        union all
        select cast(known_at as date) as known_date from identity_edges
        union all
        select cast(known_at as date) as known_date from attributes
        union all
        select {{ add_days("coalesce(effective_from, cast('1970-01-01' as date))", -1) }} as known_date
        from blocked_identifiers
        union all
        select {{ add_days("coalesce(effective_from, cast('1970-01-01' as date))", -1) }} as known_date
        from identity_repairs
    ) as known_dates
    group by known_date
),

-- what was known before a date never changes, unless the past itself was restated: a new source, an earlier block
known_rows as (
    select
        candidate_dates.feature_date,
        cast(coalesce(sum(known_days.known_rows), 0) as bigint) as known_rows
    from candidate_dates
    left join known_days on candidate_dates.feature_date > known_days.known_date
    group by candidate_dates.feature_date
),

feature_dates as (
    select
        candidate_dates.feature_date,
        known_rows.known_rows,
        candidate_dates.feature_date = as_of_dates.as_of_date as is_as_of,
        candidate_dates.feature_date = cast(date_trunc('{{ unit }}', candidate_dates.feature_date) as date)
            as is_calendar
    from candidate_dates
    inner join known_rows on candidate_dates.feature_date = known_rows.feature_date
    cross join as_of_dates
    where candidate_dates.feature_date > as_of_dates.history_from
)

select * from feature_dates
