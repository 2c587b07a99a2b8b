{# One row per identifier that belongs to nobody: what becomes known of it from effective_from on is no person's. #}

with

blocked_identifiers as (
    select * from {{ ref(setting('blocked_identifiers')) }}
),

blocks as (
    select
        identifier,
        min(coalesce(effective_from, cast('1970-01-01' as date))) as effective_from,
        min(reason) as reason
    from blocked_identifiers
    group by identifier
)

select * from blocks
