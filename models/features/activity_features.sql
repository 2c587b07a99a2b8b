{# One row per person and feature date at which the person had any event within the longest window before it. #}
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

daily_activity as (
    select
        identifier,
        event_date,
        known_date,
        sum(event_count) as event_count
    from daily_events
    group by identifier, event_date, known_date
),

first_days as (
    select
        identifier,
        source_name,
        known_date,
        min(event_date) as event_date
    from daily_events
    group by identifier, source_name, known_date
),

tenures as (
    select
        identifiers_by_date.person_id,
        identifiers_by_date.feature_date,
        count(distinct identifiers_by_date.identifier) as identifier_count,
        count(distinct first_days.source_name) as source_count,
        min(first_days.event_date) as first_event_date
    from feature_dates
    inner join identifiers_by_date on feature_dates.feature_date = identifiers_by_date.feature_date
    inner join first_days
        on identifiers_by_date.identifier = first_days.identifier
        and first_days.known_date < feature_dates.feature_date
    group by identifiers_by_date.person_id, identifiers_by_date.feature_date
),

person_days as (
    select
        identifiers_by_date.person_id,
        identifiers_by_date.feature_date,
        daily_activity.event_date,
        sum(daily_activity.event_count) as event_count
    from feature_dates
    inner join daily_activity
        on daily_activity.known_date < feature_dates.feature_date
        and daily_activity.event_date >= feature_dates.feature_date - interval '{{ windows | max }}' day
    inner join identifiers_by_date
        on feature_dates.feature_date = identifiers_by_date.feature_date
        and daily_activity.identifier = identifiers_by_date.identifier
    group by identifiers_by_date.person_id, identifiers_by_date.feature_date, daily_activity.event_date
),

activities as (
    select
        person_id,
        feature_date,
        {%- for days in windows %}
        cast(sum(case when {{ in_window(days) }} then event_count else 0 end) as bigint) as event_count_{{ days }}d,
        cast(count(case when {{ in_window(days) }} then 1 end) as integer) as active_days_{{ days }}d,
        {%- endfor %}
        cast({{ dbt.datediff('max(event_date)', 'feature_date', 'day') }} as integer) as days_since_last_event
    from person_days
    group by person_id, feature_date
),

activity_features as (
    select
        activities.*,
        cast({{ dbt.datediff('tenures.first_event_date', 'activities.feature_date', 'day') }} as integer) as days_since_first_event,
        cast(tenures.identifier_count as integer) as identifier_count,
        cast(tenures.source_count as integer) as source_count
    from activities
    inner join tenures
        on activities.person_id = tenures.person_id and activities.feature_date = tenures.feature_date
)

select * from activity_features
