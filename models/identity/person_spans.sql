{# One row per identifier number and day after which it belongs to another person: its oldest identifier then. #}
{{ config(materialized='component_spans') }}

with

identifiers as (
    select * from {{ ref('identifiers') }}
),

identity_edges as (
    select * from {{ ref('identity_edges') }}
),

rejected_edges as (
    select * from {{ ref('rejected_edges') }}
),

person_spans as (
    select
        identifier_number as left_node,
        identifier_number as right_node,
        cast(first_known_at as date) as known_date
    from identifiers
    union all
    select
        least(left_identifiers.identifier_number, right_identifiers.identifier_number) as left_node,
        greatest(left_identifiers.identifier_number, right_identifiers.identifier_number) as right_node,
        cast(identity_edges.known_at as date) as known_date
    from identity_edges
    inner join identifiers as left_identifiers on identity_edges.left_identifier = left_identifiers.identifier
    inner join identifiers as right_identifiers on identity_edges.right_identifier = right_identifiers.identifier
    where
        not exists (
            select 1
            from rejected_edges
            where
                rejected_edges.left_identifier = identity_edges.left_identifier
                and rejected_edges.right_identifier = identity_edges.right_identifier
        )
)

select * from person_spans
