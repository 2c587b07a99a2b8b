{# One row per identifier that belongs to nobody: what becomes known of it from effective_from on is no person's. #}
-- depends_on: {{ ref('prediction_problems') }}

with

blocked_identifiers as (
    select * from {{ ref(setting('blocked_identifiers')) }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

blocks as (
    select
        blocked_identifiers.identifier,
        min(coalesce(blocked_identifiers.effective_from, cast('1970-01-01' as date))) as effective_from,
        min(blocked_identifiers.reason) as reason
    from blocked_identifiers
    cross join as_of_dates
    where blocked_identifiers.effective_from is null or blocked_identifiers.effective_from <= as_of_dates.as_of_date
    group by blocked_identifiers.identifier
)

select * from blocks
