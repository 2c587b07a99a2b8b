{# One row per ticket opened at the help desk, by address. #}

with

support_tickets as (
    select * from {{ source('support', 'support_tickets') }}
),

stg_support__events as (
    select
        cast(ticket_id as {{ dbt.type_string() }}) as event_id,
        'support' as source_name,
        {{ identifier('email', 'address') }} as identifier,
        'ticket_opened' as event_name,
        try_cast(created_at as timestamp) as occurred_at,
        try_cast(loaded_at as timestamp) as loaded_at,
        cast(null as decimal(18, 4)) as event_value,
        cast(null as {{ dbt.type_string() }}) as properties
    from support_tickets
)

select * from stg_support__events
