{# One row per identifier and span of days in which it belongs to one person. #}
{{ config(materialized='grown', replaces='identifier') }}

with

kept_identity as (
    select * from {{ ref('kept_identity') }}
),

joined_spans as (
    select * from {{ ref('joined_spans') }}
),

contested_nodes as (
    select * from {{ ref('contested_nodes') }}
),

contested_spans as (
    select * from {{ ref('contested_spans') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

moved_nodes as (
    select joined_spans.node
    from joined_spans
    cross join kept_identity
    left join contested_nodes on joined_spans.node = contested_nodes.node
    where joined_spans.known_date >= kept_identity.known_before and contested_nodes.node is null
    group by joined_spans.node
),

starts as (
    select
        joined_spans.node,
        joined_spans.component,
        joined_spans.known_date
    from joined_spans
    inner join moved_nodes on joined_spans.node = moved_nodes.node
    union all
    select
        node,
        component,
        known_date
    from contested_spans
),

spans as (
    select
        node,
        component,
        {{ add_days('known_date', 1) }} as valid_from,
        {{ add_days('lead(known_date) over (partition by node order by known_date)', 1) }} as valid_to
    from starts
),

person_identifiers as (
    select
        members.identifier,
        oldest.first_person_id as person_id,
        spans.valid_from,
        case
            when members.blocked_from < spans.valid_to or spans.valid_to is null then members.blocked_from
            else spans.valid_to
        end as valid_to
    from spans
    inner join identifiers as members on spans.node = members.identifier_number
    inner join identifiers as oldest on spans.component = oldest.identifier_number
    where
        spans.valid_from < coalesce(spans.valid_to, cast('9999-12-31' as date))
        and spans.valid_from < coalesce(members.blocked_from, cast('9999-12-31' as date))
)

select * from person_identifiers
