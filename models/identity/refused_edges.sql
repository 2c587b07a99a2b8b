{# One row per identity edge that a repair or a limit refuses: the numbers of its identifiers, and why. #}
{{ config(materialized='grown', replaces='left_node') }}
-- depends_on: {{ ref('kept_identity') }}

with

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

contested_nodes as (
    select * from {{ ref('contested_nodes') }}
),

contested_edges as (
    select * from {{ ref('contested_edges') }}
),

contested_spans as (
    select * from {{ ref('contested_spans') }}
),

cuts as (
    select * from {{ ref('cuts') }}
),

-- an edge that was refused stands between two persons: were they one by another way, the same rule would be broken
persons as (
    select
        node,
        max_by(component, known_date) as component
    from contested_spans
    group by node
),

apart as (
    select
        contested_edges.left_node,
        contested_edges.right_node,
        left_persons.component as left_component,
        right_persons.component as right_component
    from contested_edges
    inner join persons as left_persons on contested_edges.left_node = left_persons.node
    inner join persons as right_persons on contested_edges.right_node = right_persons.node
    where left_persons.component != right_persons.component
),

alone as (
    select
        node,
        reason
    from cuts
    where other_node is null
),

repaired as (
    select
        apart.left_node,
        apart.right_node,
        'repaired' as rule,
        coalesce(left_alone.reason, right_alone.reason) as reason
    from apart
    left join alone as left_alone on apart.left_node = left_alone.node
    left join alone as right_alone on apart.right_node = right_alone.node
    where left_alone.node is not null or right_alone.node is not null
    union all
    select
        apart.left_node,
        apart.right_node,
        'repaired' as rule,
        min(cuts.reason) as reason
    from cuts
    inner join persons as one on cuts.node = one.node
    inner join persons as other on cuts.other_node = other.node
    inner join apart
        on least(one.component, other.component) = least(apart.left_component, apart.right_component)
        and greatest(one.component, other.component) = greatest(apart.left_component, apart.right_component)
    group by apart.left_node, apart.right_node
),

type_counts as (
    select
        persons.component,
        identifier_types.identifier_type,
        identifier_types.trust_place,
        identifier_types.maximum,
        count(*) as identifiers
    from persons
    inner join contested_nodes on persons.node = contested_nodes.node
    inner join identifier_types on contested_nodes.identifier_type = identifier_types.identifier_type
    group by
        persons.component,
        identifier_types.identifier_type,
        identifier_types.trust_place,
        identifier_types.maximum
),

crowded as (
    select
        apart.left_node,
        apart.right_node,
        'too many of a type' as rule,
        'one person would have more than '
        || min_by(left_counts.maximum || ' of type ' || left_counts.identifier_type, left_counts.trust_place) as reason
    from apart
    inner join type_counts as left_counts on apart.left_component = left_counts.component
    inner join type_counts as right_counts
        on apart.right_component = right_counts.component
        and left_counts.identifier_type = right_counts.identifier_type
    where left_counts.identifiers + right_counts.identifiers > left_counts.maximum
    group by apart.left_node, apart.right_node
),

refused_edges as (
    select
        left_node,
        right_node,
        min(rule) as rule,
        min_by(reason, rule || reason) as reason
    from (
        select * from repaired
        union all
        select * from crowded
    ) as broken_rules
    group by left_node, right_node
)

select * from refused_edges
