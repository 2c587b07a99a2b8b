{# One row per person, as of the as-of date. #}

with

person_identifiers as (
    select * from {{ ref('person_identifiers') }}
),

sightings as (
    select * from {{ ref('sightings') }}
),

persons as (
    select
        person_identifiers.person_id,
        min(sightings.first_seen_at) as first_seen_at,
        max(sightings.last_seen_at) as last_seen_at,
        count(*) as identifier_count
    from person_identifiers
    inner join sightings on person_identifiers.identifier = sightings.identifier
    where person_identifiers.valid_to is null
    group by person_identifiers.person_id
)

select * from persons
