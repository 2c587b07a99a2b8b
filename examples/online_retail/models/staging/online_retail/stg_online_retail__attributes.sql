{# One row per customer and moment from which its invoices name another country. #}

with

invoice_lines as (
    {{ propensity.raw_rows('online_retail', 'invoice_lines') }}
),

invoices as (
    select
        {{ propensity.identifier('subscriber', 'customer_id') }} as identifier,
        trim(country) as country,
        min(invoice_ts) as invoiced_at
    from invoice_lines
    where customer_id is not null
    group by customer_id, invoice_no, trim(country)
),

invoices_in_order as (
    select
        *,
        lag(country) over (partition by identifier order by invoiced_at, country) as country_before
    from invoices
),

stg_online_retail__attributes as (
    select
        identifier,
        'country' as attribute_name,
        country as attribute_value,
        invoiced_at as valid_from,
        cast(null as timestamp) as loaded_at
    from invoices_in_order
    where country is distinct from country_before
)

select * from stg_online_retail__attributes
