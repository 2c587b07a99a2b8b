{# One row per event that the web site tracked, by cookie. #}

with

web_events as (
    select * from {{ source('web', 'web_events') }}
),

stg_web__events as (
    select
        cast(event_id as {{ dbt.type_string() }}) as event_id,
        'web' as source_name,
        {{ identifier('cookie', 'cookie_id') }} as identifier,
        event_name,
        try_cast(event_time as timestamp) as occurred_at,
        try_cast(received_at as timestamp) as loaded_at,
        try_cast({{ json_text('properties', 'amount') }} as decimal(18, 4)) as event_value,
        properties
    from web_events
)

select * from stg_web__events
