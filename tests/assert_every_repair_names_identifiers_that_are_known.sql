{# One row per repair that names an identifier that no source has supplied, or that is blocked: it changes nothing. #}

with

identity_repairs as (
    select
        {{ listed_identifier('left_identifier') }} as left_identifier,
        nullif({{ listed_identifier('right_identifier') }}, '') as right_identifier
    from {{ ref(setting('identity_repairs')) }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

unknown_repairs as (
    select identity_repairs.*
    from identity_repairs
    left join identifiers as left_identifiers on identity_repairs.left_identifier = left_identifiers.identifier
    left join identifiers as right_identifiers on identity_repairs.right_identifier = right_identifiers.identifier
    where
        left_identifiers.identifier is null
        or (identity_repairs.right_identifier is not null and right_identifiers.identifier is null)
)

select * from unknown_repairs
