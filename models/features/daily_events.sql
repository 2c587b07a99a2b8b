{# One row per identifier, event type, day on which it happened and day on which that was known. #}

with

events as (
    select * from {{ ref('events') }}
),

daily_events as (
    select
        identifier,
        source_name,
        event_name,
        event_date,
        known_date,
        count(*) as event_count,
        count(event_value) as value_count,
        sum(event_value) as event_value,
        {%- for part, (from_hour, to_hour) in day_parts().items() %}
        count(
            case when extract(hour from occurred_at) between {{ from_hour }} and {{ to_hour - 1 }} then 1 end
        ) as {{ part }}_count,
        {%- endfor %}
        max(occurred_at) as last_occurred_at
    from events
    where identifier is not null
    group by identifier, source_name, event_name, event_date, known_date
)

-- in order of days, so that what lies outside a window is not even read
select * from daily_events
order by event_date
