{# One row per pair of identifiers seen together, known by the as-of date. #}

with

supplied as (
    {{ source_rows('identity_edges') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

known_edges as (
    select
        source_name,
        least(left_identifier, right_identifier) as left_identifier,
        greatest(left_identifier, right_identifier) as right_identifier,
        observed_at,
        {{ known_at('observed_at') }} as known_at
    from supplied
    where left_identifier != right_identifier and observed_at >= cast('1971-01-01' as timestamp)
),

identity_edges as (
    select
        known_edges.left_identifier,
        known_edges.right_identifier,
        min(known_edges.source_name) as source_name,
        min(known_edges.observed_at) as observed_at,
        min(known_edges.known_at) as known_at
    from known_edges
    cross join as_of_dates
    where known_edges.known_at < as_of_dates.as_of_date
    group by known_edges.left_identifier, known_edges.right_identifier
)

select * from identity_edges
