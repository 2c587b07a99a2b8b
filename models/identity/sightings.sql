{# One row per identifier ever known, somebody's or not: when it was first known, and first and last seen. #}
-- depends_on: {{ ref('prediction_problems') }}
-- depends_on: {{ ref('unreadable_shares') }}

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

every_sighting as (
    select
        identifier,
        known_at,
        occurred_at as seen_at
    from events
    where identifier is not null
    union all
    select
        left_identifier as identifier,
        known_at,
        observed_at as seen_at
    from identity_edges
    union all
    select
        right_identifier as identifier,
        known_at,
        observed_at as seen_at
    from identity_edges
    union all
    select
        identifier,
        known_at,
        valid_from as seen_at
    from attributes
),

sightings as (
    select
        identifier,
        -- an attribute may be valid since 1900, and no block begins before 1970
        greatest(min(known_at), cast('1970-01-01' as timestamp)) as first_known_at,
        min(seen_at) as first_seen_at,
        max(seen_at) as last_seen_at
    from every_sighting
    group by identifier
)

select * from sightings
