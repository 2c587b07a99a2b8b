{# One row per ticket opened at the help desk, by address. #}

with

support_tickets as (
    {{ raw_rows('support', 'support_tickets') }}
),

stg_support__events as (
    select
        ticket_id as event_id,
        'support' as source_name,
        {{ identifier('email', 'address') }} as identifier,
        'ticket_opened' as event_name,
        created_at as occurred_at,
        loaded_at,
        cast(null as decimal(18, 4)) as event_value,
        cast(null as {{ dbt.type_string() }}) as properties
    from support_tickets
)

select * from stg_support__events
