{# One row per account: the subscriber and the address it was opened with. #}

with

accounts as (
    {{ raw_rows('billing', 'billing_accounts') }}
),

stg_billing__identity_edges as (
    select
        {{ identifier('subscriber', 'subscriber_id') }} as left_identifier,
        {{ identifier('email', 'email') }} as right_identifier,
        registered_at as observed_at,
        loaded_at
    from accounts
)

select * from stg_billing__identity_edges
