{# One row per order, per product in it, per cancellation, and per posting that is none of these. #}

with

invoice_lines as (
    {{ propensity.raw_rows('online_retail', 'invoice_lines') }}
),

typed_lines as (
    select
        trim(invoice_no) as invoice_no,
        upper(trim(stock_code)) as stock_code,
        {{ propensity.identifier('subscriber', 'customer_id') }} as identifier,
        invoice_ts as invoiced_at,
        quantity > 0 and unit_price > 0 as is_positive,
        quantity * unit_price as amount
    from invoice_lines
),

lines as (
    select
        *,
        invoice_no || '-' || stock_code as invoice_and_product,
        case
            -- postage, carriage, manual entries, discounts, samples, bad debt, charges, fees, commission
            when stock_code in ('POST', 'DOT', 'C2', 'M', 'D', 'S', 'B', 'BANK CHARGES', 'AMAZONFEE', 'CRUK')
                then 'posting'
            when invoice_no like 'C%' then 'return'
            when is_positive then 'sale'
            else 'posting'
        end as kind
    from typed_lines
),

stg_online_retail__events as (
    {%- for event_name, kind, key, value in [
        ('order_placed', 'sale', 'invoice_no', 'sum(amount)'),
        ('product_bought', 'sale', 'invoice_and_product', 'sum(amount)'),
        ('order_cancelled', 'return', 'invoice_no', '-sum(amount)'),
        ('adjustment_posted', 'posting', 'invoice_and_product', 'sum(amount)'),
    ] %}
    select
        '{{ event_name }}-' || {{ key }} as event_id,
        'online_retail' as source_name,
        min(identifier) as identifier,
        '{{ event_name }}' as event_name,
        min(invoiced_at) as occurred_at,
        cast(null as timestamp) as loaded_at,
        cast({{ value }} as decimal(18, 4)) as event_value,
        cast(null as {{ dbt.type_string() }}) as properties
    from lines
    where kind = '{{ kind }}'
    group by {{ key }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from stg_online_retail__events
