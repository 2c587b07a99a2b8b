{# One row per feature date: the calendar dates that the data reaches, and the as-of date. #}
{%- set unit = {'monday': 'week', 'month_start': 'month'}[setting('feature_dates')] %}

with

events as (
    select * from {{ ref('events') }}
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

feature_dates as (
    select
        candidate_dates.feature_date,
        candidate_dates.feature_date = as_of_dates.as_of_date as is_as_of,
        candidate_dates.feature_date = cast(date_trunc('{{ unit }}', candidate_dates.feature_date) as date)
            as is_calendar
    from candidate_dates
    cross join as_of_dates
    where candidate_dates.feature_date > as_of_dates.history_from
)

select * from feature_dates
