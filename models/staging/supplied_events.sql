{# One row per event row that any source in vars supplies, before anything is refused. #}
{{ config(materialized='view') }}

with

supplied as (
    {{ source_rows('events') }}
),

supplied_events as (
    select
        event_id,
        source_name,
        identifier,
        event_name,
        occurred_at,
        loaded_at,
        event_value,
        properties,
        {{ known_at('occurred_at') }} as known_at,
        live_since is null or occurred_at >= live_since as is_live
    from supplied
)

select * from supplied_events
