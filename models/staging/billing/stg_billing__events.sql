{# One row per change of a subscription and per payment, by subscriber. #}

with

subscription_changes as (
    select * from {{ source('billing', 'billing_subscription_changes') }}
),

payments as (
    select * from {{ source('billing', 'billing_payments') }}
),

stg_billing__events as (
    select
        'change-' || change_id as event_id,
        'billing' as source_name,
        {{ identifier('subscriber', 'subscriber_id') }} as identifier,
        'subscription_' || change as event_name,
        try_cast(changed_at as timestamp) as occurred_at,
        try_cast(loaded_at as timestamp) as loaded_at,
        cast(null as decimal(18, 4)) as event_value,
        cast(null as {{ dbt.type_string() }}) as properties
    from subscription_changes
    union all
    select
        'payment-' || payment_id as event_id,
        'billing' as source_name,
        {{ identifier('subscriber', 'subscriber_id') }} as identifier,
        'payment_' || status as event_name,
        try_cast(paid_at as timestamp) as occurred_at,
        try_cast(loaded_at as timestamp) as loaded_at,
        try_cast(amount as decimal(18, 4)) as event_value,
        cast(null as {{ dbt.type_string() }}) as properties
    from payments
)

select * from stg_billing__events
