{# One row per identifier, day on which anything happened and day on which that was known. #}

with

daily_events as (
    select * from {{ ref('daily_events') }}
),

active_days as (
    select
        identifier,
        event_date,
        known_date,
        {%- for part in day_parts() %}
        cast(sum({{ part }}_count) as bigint) as {{ part }}_count,
        {%- endfor %}
        cast(sum(event_count) as bigint) as event_count
    from daily_events
    group by identifier, event_date, known_date
),

daily_activity as (
    select
        *,
        {{ day_spacing(['identifier']) }}
    from active_days
)

select * from daily_activity
