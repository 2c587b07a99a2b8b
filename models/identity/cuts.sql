{# One row per identifier number that leaves its person after known_date, or may no longer share one with another. #}

with

identifiers as (
    select * from {{ ref('identifiers') }}
),

identity_repairs as (
    select * from {{ ref(setting('identity_repairs')) }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

listed as (
    select
        {{ listed_identifier('left_identifier') }} as left_identifier,
        nullif({{ listed_identifier('right_identifier') }}, '') as right_identifier,
        coalesce(effective_from, cast('1970-01-02' as date)) as effective_from,
        reason
    from identity_repairs
),

repairs as (
    select listed.*
    from listed
    cross join as_of_dates
    where
        listed.effective_from <= as_of_dates.as_of_date
        and listed.left_identifier != coalesce(listed.right_identifier, '')
),

cut_nodes as (
    select
        left_identifiers.identifier_number as node,
        right_identifiers.identifier_number as other_node,
        repairs.effective_from,
        repairs.reason
    from repairs
    inner join identifiers as left_identifiers on repairs.left_identifier = left_identifiers.identifier
    left join identifiers as right_identifiers on repairs.right_identifier = right_identifiers.identifier
    where repairs.right_identifier is null or right_identifiers.identifier_number is not null
    union all
    select
        identifier_number as node,
        cast(null as bigint) as other_node,
        blocked_from as effective_from,
        cast(null as {{ dbt.type_string() }}) as reason
    from identifiers
    where blocked_from is not null
),

cuts as (
    select
        node,
        other_node,
        {{ add_days('min(effective_from)', -1) }} as known_date,
        coalesce(min(reason), '') as reason
    from cut_nodes
    group by node, other_node
)

select * from cuts
