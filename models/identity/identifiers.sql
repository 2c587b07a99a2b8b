{# One row per identifier that may belong to a person, numbered by when it was first known: the smaller, the older. #}

with

sightings as (
    select * from {{ ref('sightings') }}
),

blocks as (
    select * from {{ ref('blocks') }}
),

somebodys as (
    select
        sightings.identifier,
        sightings.first_known_at,
        blocks.effective_from as blocked_from
    from sightings
    left join blocks on sightings.identifier = blocks.identifier
    where blocks.identifier is null or sightings.first_known_at < blocks.effective_from
),

identifiers as (
    select
        identifier,
        {{ identifier_type('identifier') }} as identifier_type,
        row_number() over (order by first_known_at, identifier) as identifier_number,
        md5(identifier) as first_person_id,
        first_known_at,
        blocked_from
    from somebodys
)

select * from identifiers
