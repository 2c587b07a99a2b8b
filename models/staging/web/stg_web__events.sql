{# One row per event that the web site tracked, by cookie. #}

with

web_events as (
    {{ raw_rows('web', 'web_events') }}
),

stg_web__events as (
    select
        event_id,
        'web' as source_name,
        {{ identifier('cookie', 'cookie_id') }} as identifier,
        event_name,
        event_time as occurred_at,
        received_at as loaded_at,
        try_cast({{ json_text('properties', 'amount') }} as decimal(18, 4)) as event_value,
        properties
    from web_events
)

select * from stg_web__events
