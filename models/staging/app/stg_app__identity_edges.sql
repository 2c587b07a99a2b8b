{# One row per login in the app: the device and the subscriber who logged in. #}

with

app_events as (
    {{ raw_rows('app', 'app_events') }}
),

stg_app__identity_edges as (
    select
        {{ identifier('device', 'device_id') }} as left_identifier,
        {{ identifier('subscriber', json_text('properties', 'subscriber_id')) }} as right_identifier,
        event_time as observed_at,
        received_at as loaded_at
    from app_events
    where event_name = 'app_login'
)

select * from stg_app__identity_edges
