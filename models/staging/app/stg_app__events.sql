{# One row per event that the app tracked, by device. #}

with

app_events as (
    select * from {{ source('app', 'app_events') }}
),

stg_app__events as (
    select
        cast(event_id as {{ dbt.type_string() }}) as event_id,
        'app' as source_name,
        {{ identifier('device', 'device_id') }} as identifier,
        event_name,
        try_cast(event_time as timestamp) as occurred_at,
        try_cast(received_at as timestamp) as loaded_at,
        cast(null as decimal(18, 4)) as event_value,
        properties
    from app_events
)

select * from stg_app__events
