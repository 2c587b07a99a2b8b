{# One row per identifier that may belong to a person, numbered by when it was first known: the smaller, the older. #}

with

events as (
    select * from {{ ref('events') }}
),

identity_edges as (
    select * from {{ ref('identity_edges') }}
),

attributes as (
    select * from {{ ref('attributes') }}
),

blocks as (
    select * from {{ ref('blocks') }}
),

sightings as (
    select
        identifier,
        min(known_at) as first_known_at,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at
    from events
    where identifier is not null
    group by identifier
    union all
    select
        left_identifier as identifier,
        known_at as first_known_at,
        observed_at as first_seen_at,
        observed_at as last_seen_at
    from identity_edges
    union all
    select
        right_identifier as identifier,
        known_at as first_known_at,
        observed_at as first_seen_at,
        observed_at as last_seen_at
    from identity_edges
    union all
    select
        identifier,
        min(known_at) as first_known_at,
        min(valid_from) as first_seen_at,
        max(valid_from) as last_seen_at
    from attributes
    group by identifier
),

known_identifiers as (
    select
        identifier,
        min(first_known_at) as first_known_at,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from sightings
    group by identifier
),

identifiers as (
    select
        known_identifiers.identifier,
        {{ identifier_type('known_identifiers.identifier') }} as identifier_type,
        row_number() over (
            order by known_identifiers.first_known_at, md5(known_identifiers.identifier), known_identifiers.identifier
        ) as identifier_number,
        md5(known_identifiers.identifier) as first_person_id,
        known_identifiers.first_known_at,
        known_identifiers.first_seen_at,
        known_identifiers.last_seen_at,
        blocks.effective_from as blocked_from
    from known_identifiers
    left join blocks on known_identifiers.identifier = blocks.identifier
    where blocks.identifier is null or known_identifiers.first_known_at < blocks.effective_from
)

select * from identifiers
