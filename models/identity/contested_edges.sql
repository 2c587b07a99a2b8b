{# One row per identity edge between contested identifiers, in the order in which they are decided. #}

with

contested_nodes as (
    select * from {{ ref('contested_nodes') }}
),

numbered_edges as (
    select * from {{ ref('numbered_edges') }}
),

-- at a date only what was known before it may decide; within a day, the more trusted and then the older comes first
contested_edges as (
    select
        contested_nodes.component,
        numbered_edges.left_node,
        numbered_edges.right_node,
        numbered_edges.known_date,
        row_number() over (
            partition by contested_nodes.component
            order by
                numbered_edges.known_date,
                numbered_edges.trust_place,
                numbered_edges.known_at,
                numbered_edges.left_node,
                numbered_edges.right_node
        ) as turn
    from contested_nodes
    inner join numbered_edges on contested_nodes.node = numbered_edges.left_node
)

select * from contested_edges
