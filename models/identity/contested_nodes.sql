{# One row per identifier number whose edges would give a person too many of a type, or that a cut touches. #}

with

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

components as (
    select
        node,
        min(component) as component
    from joined_spans
    group by node
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
