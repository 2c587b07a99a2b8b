{# One row per person, feature date and event type the person had within the longest window before it. #}
{{ config(materialized='history') }}
{%- set windows = setting('feature_windows') %}
{%- set parts = day_parts() | list %}
{%- set sums = {
    'event_count': 'cast(sum(event_count) as bigint)',
    'value_count': 'cast(sum(value_count) as bigint)',
    'event_value': 'sum(event_value)',
    'last_occurred_at': 'max(last_occurred_at)',
} %}
{%- for part in parts %}{% do sums.update({part ~ '_count': 'cast(sum(' ~ part ~ '_count) as bigint)'}) %}{% endfor %}

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

{{ spaced_days('daily_events', windows | max, sums, ['event_name']) }},

measures as (
    select
        row_id,
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
    group by row_id, event_name
),

event_features as (
    select
        persons_at_date.person_id,
        persons_at_date.feature_date,
        measures.event_name,
        {%- for days in windows %}
        measures.count_{{ days }}d,
        measures.active_days_{{ days }}d,
        cast(measures.value_{{ days }}d as double) as value_{{ days }}d,
        cast(measures.value_{{ days }}d as double)
        / nullif(measures.value_count_{{ days }}d, 0) as mean_value_{{ days }}d,
        {%- endfor %}
        {%- for shorter, longer in event_trends() %}
        measures.count_{{ shorter }}d * {{ longer }}e0 / {{ shorter }}
        / nullif(measures.count_{{ longer }}d, 0) as trend_{{ shorter }}d,
        {%- endfor %}
        {%- for part in ['weekend'] + parts %}
        measures.{{ part }}_count / cast(measures.count_{{ windows | max }}d as double) as {{ part }}_share,
        {%- endfor %}
        measures.mean_gap,
        measures.gap_spread,
        cast(measures.fading_active_days as double) as fading_active_days,
        measures.days_since_first,
        measures.days_since,
        cast(row_number() over (
            partition by measures.row_id
            order by measures.last_occurred_at desc, measures.event_name asc
        ) as integer) as recency_rank
    from measures
    inner join persons_at_date on measures.row_id = persons_at_date.row_id
)

select * from event_features
