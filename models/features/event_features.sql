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

{{ known_days('daily_events', windows | max) }},

-- a day on which two identifiers of one person had the event is one active day
person_days as (
    select
        person_id,
        feature_date,
        event_name,
        event_date,
        days_ago,
        cast(sum(event_count) as bigint) as event_count,
        cast(sum(value_count) as bigint) as value_count,
        sum(event_value) as event_value,
        {%- for part in parts %}
        cast(sum({{ part }}_count) as bigint) as {{ part }}_count,
        {%- endfor %}
        max(last_occurred_at) as last_occurred_at
    from known_days
    group by person_id, feature_date, event_name, event_date, days_ago
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
