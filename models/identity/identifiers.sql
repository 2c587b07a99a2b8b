{# One row per identifier that may belong to a person, numbered by when it was first known: the smaller, the older. #}
{{ config(materialized='grown', added='first_known_at >= kept.known_before') }}

with

kept_identity as (
    select * from {{ ref('kept_identity') }}
),

sightings as (
    select * from {{ ref('sightings') }}
),

blocks as (
    select * from {{ ref('blocks') }}
),

-- what was known before has the first numbers
kept_identifiers as (
    select count(*) as identifiers
    from sightings
    cross join kept_identity
    where sightings.first_known_at < kept_identity.known_before
),

-- with whatever is nobody's, so that no number depends on a rule
numbered as (
    select
        sightings.identifier,
        sightings.first_known_at,
        kept_identifiers.identifiers
        + row_number() over (order by sightings.first_known_at, sightings.identifier) as identifier_number
    from sightings
    cross join kept_identity
    cross join kept_identifiers
    where sightings.first_known_at >= kept_identity.known_before
),

identifiers as (
    select
        numbered.identifier,
        {{ identifier_type('numbered.identifier') }} as identifier_type,
        numbered.identifier_number,
        md5(numbered.identifier) as first_person_id,
        numbered.first_known_at,
        blocks.effective_from as blocked_from
    from numbered
    left join blocks on numbered.identifier = blocks.identifier
    where blocks.identifier is null or numbered.first_known_at < blocks.effective_from
)

select * from identifiers
