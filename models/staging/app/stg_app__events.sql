{# One row per event that the app tracked, by device. #}

with

app_events as (
    {{ raw_rows('app', 'app_events') }}
),

stg_app__events as (
    select
        event_id,
        'app' as source_name,
        {{ identifier('device', 'device_id') }} as identifier,
        event_name,
        event_time as occurred_at,
        received_at as loaded_at,
        cast(null as decimal(18, 4)) as event_value,
        properties
    from app_events
)

select * from stg_app__events
