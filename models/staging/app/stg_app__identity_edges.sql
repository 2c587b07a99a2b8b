{# One row per login in the app: the device and the subscriber who logged in. #}

with

app_events as (
    select * from {{ source('app', 'app_events') }}
),

stg_app__identity_edges as (
    select
        {{ identifier('device', 'device_id') }} as left_identifier,
        {{ identifier('subscriber', json_text('properties', 'subscriber_id')) }} as right_identifier,
        try_cast(event_time as timestamp) as observed_at,
        try_cast(received_at as timestamp) as loaded_at
    from app_events
    where event_name = 'app_login'
)

select * from stg_app__identity_edges
