{# One row per person: the identifiers that a sync keys on, of each type the one seen last. #}

with

person_identifiers as (
    select * from {{ ref('person_identifiers') }}
    where valid_to is null
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

ranked as (
    select
        person_identifiers.person_id,
        identifiers.identifier_type,
        substr(identifiers.identifier, position(':' in identifiers.identifier) + 1) as identifier_value,
        row_number() over (
            partition by
                person_identifiers.person_id,
                identifiers.identifier_type
            order by identifiers.last_seen_at desc, identifiers.identifier asc
        ) as newest_first
    from person_identifiers
    inner join identifiers on person_identifiers.identifier = identifiers.identifier
),

sync_identifiers as (
    select
        person_id,
        max(case when identifier_type = 'subscriber' then identifier_value end) as subscriber_id,
        max(case when identifier_type = 'email' then identifier_value end) as email
    from ranked
    where newest_first = 1
    group by person_id
)

select * from sync_identifiers
