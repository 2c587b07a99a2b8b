{# One row per identifier number and day after which it is joined to others: the oldest of them, by all edges. #}
{{ config(materialized='component_spans') }}

with

kept_identity as (
    select * from {{ ref('kept_identity') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

numbered_edges as (
    select * from {{ ref('numbered_edges') }}
),

joined_spans as (
    select
        identifiers.identifier_number as left_node,
        identifiers.identifier_number as right_node,
        cast(identifiers.first_known_at as date) as known_date
    from identifiers
    cross join kept_identity
    where identifiers.first_known_at >= kept_identity.known_before
    union all
    select
        numbered_edges.left_node,
        numbered_edges.right_node,
        numbered_edges.known_date
    from numbered_edges
    cross join kept_identity
    where numbered_edges.known_date >= kept_identity.known_before
)

select * from joined_spans
