{# One row per identifier, event type, day on which it happened and day on which that was known. #}
{%- set most = setting('maximum_daily_events') %}

with

events as (
    select * from {{ ref('events') }}
),

counted as (
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
),

-- what one identifier does more often in a day is a machine's, and counts no further
daily_events as (
    select
        identifier,
        source_name,
        event_name,
        event_date,
        known_date,
        least(event_count, {{ most }}) as event_count,
        value_count,
        event_value,
        {%- for part in day_parts() %}
        cast(floor({{ part }}_count * least(1, {{ most }} / event_count)) as bigint) as {{ part }}_count,
        {%- endfor %}
        last_occurred_at,
        greatest(event_count - {{ most }}, 0) as surplus_count,
        {{ day_spacing(['identifier', 'event_name']) }}
    from counted
)

select * from daily_events
