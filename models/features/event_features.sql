{# One row per person, feature date and event type the person had within the longest window before it. #}
{{ config(materialized='history') }}
{%- set windows = setting('feature_windows') %}
{%- set parts = day_parts() | list %}

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

-- only what any of the dates looks at is matched with people
near_daily_events as (
    select *
    from daily_events
    where
        known_date < (select max(feature_dates.feature_date) from feature_dates)
        and event_date
        >= (select min(feature_dates.feature_date) from feature_dates) - interval '{{ windows | max }}' day
),

-- a day on which two identifiers of one person had the event is one active day
person_days as (
    select
        persons_at_date.person_id,
        persons_at_date.feature_date,
        near_daily_events.event_name,
        near_daily_events.event_date,
        {{ days_between('near_daily_events.event_date', 'persons_at_date.feature_date') }} as days_ago,
        cast(sum(near_daily_events.event_count) as bigint) as event_count,
        cast(sum(near_daily_events.value_count) as bigint) as value_count,
        sum(near_daily_events.event_value) as event_value,
        {%- for part in parts %}
        cast(sum(near_daily_events.{{ part }}_count) as bigint) as {{ part }}_count,
        {%- endfor %}
        max(near_daily_events.last_occurred_at) as last_occurred_at
    from persons_at_date
    inner join near_daily_events
        on persons_at_date.identifier = near_daily_events.identifier
        and persons_at_date.feature_date > near_daily_events.known_date
        and persons_at_date.feature_date - interval '{{ windows | max }}' day <= near_daily_events.event_date
    group by
        persons_at_date.person_id,
        persons_at_date.feature_date,
        near_daily_events.event_name,
        near_daily_events.event_date
),

spaced_days as (
    select
        *,
        {{ days_between(
            'lag(event_date) over (partition by person_id, feature_date, event_name order by event_date)', 'event_date'
        ) }} as gap
    from person_days
),

measures as (
    select
        person_id,
        feature_date,
        event_name,
        {%- for days in windows %}
        cast(sum(case when {{ in_window(days) }} then event_count else 0 end) as bigint) as count_{{ days }}d,
        cast(count(case when {{ in_window(days) }} then 1 end) as integer) as active_days_{{ days }}d,
        cast(sum(case when {{ in_window(days) }} then event_value end) as decimal(38, 4)) as value_{{ days }}d,
        cast(sum(case when {{ in_window(days) }} then value_count else 0 end) as bigint) as value_count_{{ days }}d,
        {%- endfor %}
        cast(sum(case when {{ weekday('event_date') }} >= 5 then event_count else 0 end) as bigint) as weekend_count,
        {%- for part in parts %}
        cast(sum({{ part }}_count) as bigint) as {{ part }}_count,
        {%- endfor %}
        {{ gap_measures() }},
        cast(sum({{ fading_weight('days_ago') }}) as decimal(18, 9)) as fading_active_days,
        cast(max(days_ago) as integer) as days_since_first,
        cast(min(days_ago) as integer) as days_since,
        max(last_occurred_at) as last_occurred_at
    from spaced_days
    group by person_id, feature_date, event_name
),

event_features as (
    select
        person_id,
        feature_date,
        event_name,
        {%- for days in windows %}
        count_{{ days }}d,
        active_days_{{ days }}d,
        cast(value_{{ days }}d as double) as value_{{ days }}d,
        cast(value_{{ days }}d as double) / nullif(value_count_{{ days }}d, 0) as mean_value_{{ days }}d,
        {%- endfor %}
        {%- for shorter, longer in event_trends() %}
        count_{{ shorter }}d * {{ longer }}e0 / {{ shorter }} / nullif(count_{{ longer }}d, 0) as trend_{{ shorter }}d,
        {%- endfor %}
        {%- for part in ['weekend'] + parts %}
        {{ part }}_count / cast(count_{{ windows | max }}d as double) as {{ part }}_share,
        {%- endfor %}
        mean_gap,
        gap_spread,
        cast(fading_active_days as double) as fading_active_days,
        days_since_first,
        days_since,
        cast(row_number() over (
            partition by person_id, feature_date
            order by last_occurred_at desc, event_name asc
        ) as integer) as recency_rank
    from measures
)

select * from event_features
