{# One row per identifier number and day after which other identifiers are joined to it: the oldest of them, by all edges. #}
{{ config(materialized='component_spans') }}

with

identifiers as (
    select * from {{ ref('identifiers') }}
),

numbered_edges as (
    select * from {{ ref('numbered_edges') }}
),

joined_spans as (
    select
        identifier_number as left_node,
        identifier_number as right_node,
        cast(first_known_at as date) as known_date
    from identifiers
    union all
    select
        left_node,
        right_node,
        known_date
    from numbered_edges
)

select * from joined_spans
