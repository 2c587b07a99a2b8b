{# One row per person: the identifiers that a sync keys on, of each type the one seen last. #}

with

person_identifiers as (
    select * from {{ ref('person_identifiers') }}
    where valid_to is null
),

sightings as (
    select * from {{ ref('sightings') }}
),

ranked as (
    select
        person_identifiers.person_id,
        {{ identifier_type('sightings.identifier') }} as identifier_type,
        {{ identifier_value('sightings.identifier') }} as identifier_value,
        row_number() over (
            partition by
                person_identifiers.person_id,
                {{ identifier_type('sightings.identifier') }}
            order by sightings.last_seen_at desc, sightings.identifier asc
        ) as newest_first
    from person_identifiers
    inner join sightings on person_identifiers.identifier = sightings.identifier
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
