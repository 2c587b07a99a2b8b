{# One row per cookie and subscriber that the web site saw logged in on it. #}

with

web_events as (
    {{ raw_rows('web', 'web_events') }}
),

stg_web__identity_edges as (
    select
        {{ identifier('cookie', 'cookie_id') }} as left_identifier,
        {{ identifier('subscriber', 'subscriber_id') }} as right_identifier,
        event_time as observed_at,
        received_at as loaded_at
    from web_events
    where subscriber_id is not null
)

select * from stg_web__identity_edges
