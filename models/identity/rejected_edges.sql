{# One row per identity edge that is refused, with the rule that it broke. #}

with

identity_edges as (
    select * from {{ ref('identity_edges') }}
),

blocked_identifiers as (
    select * from {{ ref('blocks') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

refused_edges as (
    select * from {{ ref('refused_edges') }}
),

refused_names as (
    select
        least(left_identifiers.identifier, right_identifiers.identifier) as left_identifier,
        greatest(left_identifiers.identifier, right_identifiers.identifier) as right_identifier,
        refused_edges.rule,
        refused_edges.reason
    from refused_edges
    inner join identifiers as left_identifiers on refused_edges.left_node = left_identifiers.identifier_number
    inner join identifiers as right_identifiers on refused_edges.right_node = right_identifiers.identifier_number
    where left_identifiers.blocked_from is null and right_identifiers.blocked_from is null
    union all
    select
        identity_edges.left_identifier,
        identity_edges.right_identifier,
        'blocked identifier' as rule,
        coalesce(left_blocks.reason, right_blocks.reason) as reason
    from identity_edges
    left join blocked_identifiers as left_blocks on identity_edges.left_identifier = left_blocks.identifier
    left join blocked_identifiers as right_blocks on identity_edges.right_identifier = right_blocks.identifier
    where left_blocks.identifier is not null or right_blocks.identifier is not null
),

rejected_edges as (
    select
        identity_edges.left_identifier,
        identity_edges.right_identifier,
        identity_edges.source_name,
        identity_edges.observed_at,
        identity_edges.known_at,
        refused_names.rule,
        refused_names.reason
    from refused_names
    inner join identity_edges
        on refused_names.left_identifier = identity_edges.left_identifier
        and refused_names.right_identifier = identity_edges.right_identifier
)

select * from rejected_edges
