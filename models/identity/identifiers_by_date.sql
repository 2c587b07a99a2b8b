{# One row per identity date and identifier known before it: the person it belonged to, as known then. #}

with

identity_dates as (
    select * from {{ ref('identity_dates') }}
),

identifiers_by_date as (
    {{ identifiers_at('identity_dates') }}
)

select * from identifiers_by_date
