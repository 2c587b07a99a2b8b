{# One row per change of a subscription and per payment, by subscriber. #}

with

subscription_changes as (
    {{ raw_rows('billing', 'billing_subscription_changes') }}
),

payments as (
    {{ raw_rows('billing', 'billing_payments') }}
),

stg_billing__events as (
    select
        'change-' || change_id as event_id,
        'billing' as source_name,
        {{ identifier('subscriber', 'subscriber_id') }} as identifier,
        'subscription_' || change as event_name,
        changed_at as occurred_at,
        loaded_at,
        cast(null as decimal(18, 4)) as event_value,
        cast(null as {{ dbt.type_string() }}) as properties
    from subscription_changes
    union all
    select
        'payment-' || payment_id as event_id,
        'billing' as source_name,
        {{ identifier('subscriber', 'subscriber_id') }} as identifier,
        'payment_' || status as event_name,
        paid_at as occurred_at,
        loaded_at,
        amount as event_value,
        cast(null as {{ dbt.type_string() }}) as properties
    from payments
)

select * from stg_billing__events
