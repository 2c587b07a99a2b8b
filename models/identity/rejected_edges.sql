{# One row per identity edge that is refused, with the rule that it broke. #}

with

identity_edges as (
    select * from {{ ref('identity_edges') }}
),

blocked_identifiers as (
    select * from {{ ref('blocks') }}
),

broken_rules as (
    select
        identity_edges.*,
        case
            when blocked_identifiers.identifier = identity_edges.left_identifier then identity_edges.left_identifier
            else identity_edges.right_identifier
        end as blocked_identifier,
        blocked_identifiers.reason
    from identity_edges
    inner join blocked_identifiers
        on blocked_identifiers.identifier in (identity_edges.left_identifier, identity_edges.right_identifier)
        and identity_edges.known_at >= blocked_identifiers.effective_from
),

rejected_edges as (
    select
        left_identifier,
        right_identifier,
        source_name,
        observed_at,
        known_at,
        'blocked identifier' as rule,
        min(reason) as reason
    from broken_rules
    group by left_identifier, right_identifier, source_name, observed_at, known_at
)

select * from rejected_edges
