{# One row per prediction, model version and event, attribute or source: how much its features together move scores. #}

with

holdout_drivers as (
    select * from {{ ref('holdout_drivers') }}
    where kind != 'feature'
),

topics as (
    select
        topic,
        topic_kind,
        topic_name
    from {{ ref('feature_groups') }}
    group by topic, topic_kind, topic_name
),

typed_groups as (
    select
        cast(prediction_name as {{ dbt.type_string() }}) as prediction_name,
        cast(model_version as {{ dbt.type_string() }}) as model_version,
        cast(kind as {{ dbt.type_string() }}) as level,
        cast(name as {{ dbt.type_string() }}) as level_name,
        {{ driver_measures() }}
    from holdout_drivers
),

named_groups as (
    select
        typed_groups.*,
        topics.topic,
        case when typed_groups.level = 'source' then 'source' else topics.topic_kind end as kind,
        coalesce(topics.topic_name, typed_groups.level_name) as name
    from typed_groups
    left join topics on typed_groups.level = 'topic' and typed_groups.level_name = topics.topic
),

-- a source holds events and attributes, so it is ranked among sources
ranked_groups as (
    select
        *,
        cast(row_number() over (
            partition by prediction_name, level
            order by importance desc, level_name asc
        ) as integer) as group_rank,
        cast(count(*) over (partition by prediction_name, level) as integer) as group_count,
        cast(sum(cast(importance as decimal(28, 15))) over (partition by prediction_name, level) as double)
            as whole_importance
    from named_groups
),

-- eight are as many as one looks through; where there are hardly more, the last may be noise, which moves scores a bit
-- too: it has to be surely more than half of what is usual here
driver_groups as (
    select
        prediction_name,
        model_version,
        kind,
        name,
        topic,
        group_rank,
        group_count,
        importance,
        importance_low,
        importance_high,
        importance / nullif(whole_importance, 0) as share,
        group_rank <= 8 and importance_low > whole_importance / group_count / 2 as is_strong,
        high_importance,
        high_contribution,
        low_importance,
        low_contribution
    from ranked_groups
)

select * from driver_groups
