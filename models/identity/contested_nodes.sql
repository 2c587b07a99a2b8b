{# One row per identifier number of a touched component that a cut touches or whose edges would break a limit. #}

with

kept_identity as (
    select * from {{ ref('kept_identity') }}
),

numbered_edges as (
    select * from {{ ref('numbered_edges') }}
),

joined_spans as (
    select * from {{ ref('joined_spans') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

cuts as (
    select * from {{ ref('cuts') }}
),

all_components as (
    select
        node,
        min(component) as component
    from joined_spans
    group by node
),

touched_components as (
    select all_components.component
    from all_components
    inner join numbered_edges on all_components.node = numbered_edges.left_node
    cross join kept_identity
    where numbered_edges.known_date >= kept_identity.known_before
    union
    select joined_spans.component
    from joined_spans
    cross join kept_identity
    where joined_spans.known_date >= kept_identity.known_before
),

components as (
    select all_components.*
    from all_components
    inner join touched_components on all_components.component = touched_components.component
),

contested_components as (
    select components.component
    from components
    inner join identifiers on components.node = identifiers.identifier_number
    inner join identifier_types on identifiers.identifier_type = identifier_types.identifier_type
    group by components.component, identifier_types.identifier_type, identifier_types.maximum
    having count(*) > identifier_types.maximum
    union
    select components.component
    from components
    inner join cuts on components.node = cuts.node
),

contested_nodes as (
    select
        components.component,
        components.node,
        identifiers.identifier_type,
        cast(identifiers.first_known_at as date) as known_date
    from contested_components
    inner join components on contested_components.component = components.component
    inner join identifiers on components.node = identifiers.identifier_number
)

select * from contested_nodes
