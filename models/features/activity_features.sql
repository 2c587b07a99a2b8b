{# One row per person and feature date at which the person had any event within the longest window before it. #}
{{ config(materialized='history') }}
{%- set windows = setting('feature_windows') %}
{%- set parts = day_parts() | list %}
{%- set sums = {'event_count': 'cast(sum(event_count) as bigint)'} %}
{%- for part in parts %}{% do sums.update({part ~ '_count': 'cast(sum(' ~ part ~ '_count) as bigint)'}) %}{% endfor %}

with

feature_dates as (
    select * from {{ ref('feature_dates') }}
),

identifiers_by_date as (
    select * from {{ ref('identifiers_by_date') }}
),

daily_activity as (
    select * from {{ ref('daily_activity') }}
),

first_days as (
    select * from {{ ref('first_days') }}
),

{{ spaced_days('daily_activity', windows | max, sums) }},

source_tenures as (
    select
        identifiers_at_date.row_id,
        first_days.source_name,
        min(first_days.event_date) as first_event_date
    from identifiers_at_date
    inner join first_days
        on identifiers_at_date.identifier = first_days.identifier
        and identifiers_at_date.feature_date > first_days.known_date
    group by identifiers_at_date.row_id, first_days.source_name
),

tenures as (
    select
        row_id,
        count(*) as source_count,
        min(first_event_date) as first_event_date
    from source_tenures
    group by row_id
),

activities as (
    select
        row_id,
        {%- for days in windows %}
        sum(case when {{ in_window(days) }} then event_count else 0 end) as event_count_{{ days }}d,
        count(case when {{ in_window(days) }} then 1 end) as active_days_{{ days }}d,
        {%- endfor %}
        {%- for name in weekdays() %}
        sum(case when {{ weekday('event_date') }} = {{ loop.index0 }} then event_count else 0 end) as {{ name }}_count,
        {%- endfor %}
        {%- for part in parts %}
        sum({{ part }}_count) as {{ part }}_count,
        {%- endfor %}
        {{ gap_measures() }},
        sum({{ fading_weight('days_ago') }}) as fading_active_days,
        max(event_date) as last_event_date
    from spaced_days
    group by row_id
),

activity_features as (
    select
        persons_at_date.person_id,
        persons_at_date.feature_date,
        {%- for days in windows %}
        cast(activities.event_count_{{ days }}d as bigint) as event_count_{{ days }}d,
        cast(activities.active_days_{{ days }}d as integer) as active_days_{{ days }}d,
        {%- endfor %}
        cast(activities.fading_active_days as decimal(18, 9)) as fading_active_days,
        {%- for shorter, longer in activity_trends() %}
        activities.event_count_{{ shorter }}d * {{ longer }}e0 / {{ shorter }}
        / nullif(activities.event_count_{{ longer }}d, 0) as event_trend_{{ shorter }}d,
        {%- endfor %}
        {%- for name in weekdays() + parts %}
        activities.{{ name }}_count / cast(activities.event_count_{{ windows | max }}d as double) as {{ name }}_share,
        {%- endfor %}
        activities.mean_gap,
        activities.gap_spread,
        cast({{ days_between('activities.last_event_date', 'persons_at_date.feature_date') }} as integer)
            as days_since_last_event,
        cast({{ days_between('tenures.first_event_date', 'persons_at_date.feature_date') }} as integer)
            as days_since_first_event,
        cast(persons_at_date.identifier_count as integer) as identifier_count,
        cast(tenures.source_count as integer) as source_count
    from activities
    inner join tenures on activities.row_id = tenures.row_id
    inner join persons_at_date on activities.row_id = persons_at_date.row_id
)

select * from activity_features
