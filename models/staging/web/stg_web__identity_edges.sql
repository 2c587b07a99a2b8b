{# One row per cookie and subscriber that the web site saw logged in on it. #}

with

web_events as (
    select * from {{ source('web', 'web_events') }}
),

stg_web__identity_edges as (
    select
        {{ identifier('cookie', 'cookie_id') }} as left_identifier,
        {{ identifier('subscriber', 'subscriber_id') }} as right_identifier,
        try_cast(event_time as timestamp) as observed_at,
        try_cast(received_at as timestamp) as loaded_at
    from web_events
    where subscriber_id is not null
)

select * from stg_web__identity_edges
