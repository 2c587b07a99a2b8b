{# One row per identity edge that no block refuses: the numbers of its identifiers, and how far they are trusted. #}
{{ config(materialized='grown', added='known_date >= kept.known_before') }}

with

kept_identity as (
    select * from {{ ref('kept_identity') }}
),

identity_edges as (
    select * from {{ ref('identity_edges') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

numbered_edges as (
    select
        least(left_identifiers.identifier_number, right_identifiers.identifier_number) as left_node,
        greatest(left_identifiers.identifier_number, right_identifiers.identifier_number) as right_node,
        cast(identity_edges.known_at as date) as known_date,
        identity_edges.known_at,
        greatest(coalesce(left_types.trust_place, 1000), coalesce(right_types.trust_place, 1000)) as trust_place
    from identity_edges
    cross join kept_identity
    inner join identifiers as left_identifiers on identity_edges.left_identifier = left_identifiers.identifier
    inner join identifiers as right_identifiers on identity_edges.right_identifier = right_identifiers.identifier
    left join identifier_types as left_types on left_identifiers.identifier_type = left_types.identifier_type
    left join identifier_types as right_types on right_identifiers.identifier_type = right_types.identifier_type
    where
        identity_edges.known_at >= kept_identity.known_before
        and identity_edges.known_at < coalesce(left_identifiers.blocked_from, cast('9999-12-31' as date))
        and identity_edges.known_at < coalesce(right_identifiers.blocked_from, cast('9999-12-31' as date))
)

select * from numbered_edges
