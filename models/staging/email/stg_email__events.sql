{# One row per e-mail sent, opened, clicked or unsubscribed from, by address. #}

with

email_events as (
    {{ raw_rows('email', 'email_events') }}
),

stg_email__events as (
    select
        event_id,
        'email' as source_name,
        {{ identifier('email', 'address') }} as identifier,
        event_name,
        occurred_at,
        loaded_at,
        cast(null as decimal(18, 4)) as event_value,
        cast(null as {{ dbt.type_string() }}) as properties
    from email_events
)

select * from stg_email__events
