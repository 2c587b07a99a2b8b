{# One row per person, feature date and event type the person had within the longest window before it. #}
{{ config(materialized='history') }}
{%- set windows = setting('feature_windows') %}

with

feature_dates as (
    select * from {{ ref('feature_dates') }}
),

daily_events as (
    select * from {{ ref('daily_events') }}
),

identifiers_by_date as (
    select * from {{ ref('identifiers_by_date') }}
),

persons_at_date as (
    select
        identifiers_by_date.identifier,
        identifiers_by_date.person_id,
        feature_dates.feature_date
    from feature_dates
    inner join identifiers_by_date on feature_dates.feature_date = identifiers_by_date.feature_date
),

-- a day on which two identifiers of one person had the event is one active day
person_days as (
    select
        persons_at_date.person_id,
        persons_at_date.feature_date,
        daily_events.event_name,
        daily_events.event_date,
        sum(daily_events.event_count) as event_count,
        sum(daily_events.event_value) as event_value
    from persons_at_date
    inner join daily_events
        on persons_at_date.identifier = daily_events.identifier
        and persons_at_date.feature_date > daily_events.known_date
        and persons_at_date.feature_date - interval '{{ windows | max }}' day <= daily_events.event_date
    group by
        persons_at_date.person_id,
        persons_at_date.feature_date,
        daily_events.event_name,
        daily_events.event_date
),

event_features as (
    select
        person_id,
        feature_date,
        event_name,
        {%- for days in windows %}
        cast(sum(case when {{ in_window(days) }} then event_count else 0 end) as bigint) as count_{{ days }}d,
        cast(count(case when {{ in_window(days) }} then 1 end) as integer) as active_days_{{ days }}d,
        cast(sum(case when {{ in_window(days) }} then event_value end) as decimal(38, 4)) as value_{{ days }}d,
        {%- endfor %}
        cast(sum({{ fading_weight('event_date') }}) as decimal(18, 9)) as fading_active_days,
        cast({{ days_between('max(event_date)', 'feature_date') }} as integer) as days_since
    from person_days
    group by person_id, feature_date, event_name
)

select * from event_features
