{# One row per feature: the event, the attribute or whatever else it is of, and the source. #}
{{ config(materialized='view') }}

with

feature_catalog as (
    select * from {{ ref('feature_catalog') }}
),

topics as (
    select
        *,
        case when topic like 'event %' then 'event' when topic like 'attribute %' then 'attribute' else 'other' end
            as topic_kind
    from feature_catalog
),

feature_groups as (
    select
        feature,
        family,
        measure,
        window_days,
        description,
        coalesce(topic, 'season') as topic,
        topic_kind,
        case
            when topic_kind != 'other' then event_name
            when topic = 'activity' then 'how active someone is'
            when topic = 'tenure' then 'how long ago someone was first seen'
            when topic = 'identity' then 'how well someone is known'
            when topic = 'sequence' then 'what someone did last'
            else 'the time of the year'
        end as topic_name,
        coalesce(source_name, 'all sources together') as source_name
    from topics
)

select * from feature_groups
