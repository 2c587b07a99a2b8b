{# One row per e-mail sent, opened, clicked or unsubscribed from, by address. #}

with

email_events as (
    select * from {{ source('email', 'email_events') }}
),

stg_email__events as (
    select
        cast(event_id as {{ dbt.type_string() }}) as event_id,
        'email' as source_name,
        {{ identifier('email', 'address') }} as identifier,
        event_name,
        try_cast(occurred_at as timestamp) as occurred_at,
        try_cast(loaded_at as timestamp) as loaded_at,
        cast(null as decimal(18, 4)) as event_value,
        cast(null as {{ dbt.type_string() }}) as properties
    from email_events
)

select * from stg_email__events
