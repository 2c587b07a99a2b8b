{# One row per account: the subscriber and the address it was opened with. #}

with

accounts as (
    select * from {{ source('billing', 'billing_accounts') }}
),

stg_billing__identity_edges as (
    select
        {{ identifier('subscriber', 'subscriber_id') }} as left_identifier,
        {{ identifier('email', 'email') }} as right_identifier,
        try_cast(registered_at as timestamp) as observed_at,
        try_cast(loaded_at as timestamp) as loaded_at
    from accounts
)

select * from stg_billing__identity_edges
