{# One row per source and rule: how many of its identity edges the rule refuses. #}

with

identity_edges as (
    select * from {{ ref('identity_edges') }}
),

rejected_edges as (
    select * from {{ ref('rejected_edges') }}
),

source_edges as (
    select
        source_name,
        count(*) as edges
    from identity_edges
    group by source_name
),

refusals as (
    select
        rejected_edges.source_name,
        rejected_edges.rule,
        count(*) as refused_edges,
        cast(count(*) as double) / max(source_edges.edges) as refused_share
    from rejected_edges
    inner join source_edges on rejected_edges.source_name = source_edges.source_name
    group by rejected_edges.source_name, rejected_edges.rule
)

select * from refusals
