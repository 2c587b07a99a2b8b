{# One row per subscriber, attribute and moment at which its value was set. #}

with

accounts as (
    {{ raw_rows('billing', 'billing_accounts') }}
),

subscription_changes as (
    {{ raw_rows('billing', 'billing_subscription_changes') }}
),

values_set as (
    {%- for name, value in {
        'account_status': "'registered'", 'country': 'country', 'signup_channel': 'channel'
    }.items() %}
    select
        subscriber_id,
        '{{ name }}' as attribute_name,
        {{ value }} as attribute_value,
        registered_at as valid_from,
        loaded_at
    from accounts
    union all
    {%- endfor %}
    {%- for name, value in {'subscription_status': 'status', 'plan': 'plan'}.items() %}
    select
        subscriber_id,
        '{{ name }}' as attribute_name,
        {{ value }} as attribute_value,
        changed_at as valid_from,
        loaded_at
    from subscription_changes
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

stg_billing__attributes as (
    select
        {{ identifier('subscriber', 'subscriber_id') }} as identifier,
        attribute_name,
        attribute_value,
        valid_from,
        loaded_at
    from values_set
)

select * from stg_billing__attributes
