{# One row per identity date and identifier known before it: the person it belonged to, as known then. #}

with

identity_dates as (
    select * from {{ ref('identity_dates') }}
),

person_identifiers as (
    select * from {{ ref('person_identifiers') }}
),

identifiers_by_date as (
    select
        identity_dates.feature_date,
        person_identifiers.identifier,
        person_identifiers.person_id
    from identity_dates
    inner join person_identifiers
        on identity_dates.feature_date >= person_identifiers.valid_from
        and (person_identifiers.valid_to is null or identity_dates.feature_date < person_identifiers.valid_to)
)

select * from identifiers_by_date
