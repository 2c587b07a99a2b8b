{# One row per identifier that belongs to nobody: what becomes known of it from effective_from on is no person's. #}
{{ config(materialized='grown', replaces='identifier') }}

with

kept_identity as (
    select * from {{ ref('kept_identity') }}
),

sightings as (
    select * from {{ ref('sightings') }}
),

blocked_identifiers as (
    select
        {{ listed_identifier('identifier') }} as identifier,
        effective_from,
        reason
    from {{ ref(setting('blocked_identifiers')) }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

to_judge as (
    select sightings.identifier
    from sightings
    cross join kept_identity
    where sightings.first_known_at >= kept_identity.known_before
    union all
    select identifier
    from blocked_identifiers
),

judged as (
    select
        identifier,
        {{ block_reason('identifier') }} as reason
    from to_judge
),

reasons as (
    select
        identifier,
        cast('1970-01-01' as date) as effective_from,
        reason
    from judged
    where reason is not null
    union all
    select
        blocked_identifiers.identifier,
        coalesce(blocked_identifiers.effective_from, cast('1970-01-01' as date)) as effective_from,
        blocked_identifiers.reason
    from blocked_identifiers
    cross join as_of_dates
    where blocked_identifiers.effective_from is null or blocked_identifiers.effective_from <= as_of_dates.as_of_date
),

blocks as (
    select
        identifier,
        min(effective_from) as effective_from,
        min(reason) as reason
    from reasons
    group by identifier
)

select * from blocks
