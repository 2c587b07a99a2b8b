{# One row per latest model and event or attribute that it reads: whether more of it raises or lowers scores. #}

with

holdout_drivers as (
    select * from {{ ref('holdout_drivers') }}
    where kind = 'feature' and topic_correlation is not null
),

feature_groups as (
    select * from {{ ref('feature_groups') }}
    where topic_kind != 'other'
),

-- by what measures it best: of an event how much there was of late, or else in the longest window, or else how long ago
-- it was, which goes the other way
measured_topics as (
    select
        holdout_drivers.prediction_name,
        holdout_drivers.model_version,
        feature_groups.topic,
        case when feature_groups.measure = 'days_since' then -1 else 1 end
        * holdout_drivers.topic_correlation as correlation,
        row_number() over (
            partition by holdout_drivers.prediction_name, holdout_drivers.model_version, feature_groups.topic
            order by
                case when feature_groups.measure in ('fading_active_days', 'attribute_number') then 1 else 0 end desc,
                coalesce(feature_groups.window_days, 0) desc,
                feature_groups.measure asc
        ) as choice
    from holdout_drivers
    inner join feature_groups on holdout_drivers.name = feature_groups.feature
    where
        feature_groups.family = 'attribute' and feature_groups.measure = 'attribute_number'
        or feature_groups.family = 'event'
        and (
            feature_groups.measure in ('fading_active_days', 'days_since')
            or feature_groups.measure like 'count\_%' escape '\'
        )
),

topic_directions as (
    select
        prediction_name,
        model_version,
        topic,
        {{ direction('correlation') }} as direction
    from measured_topics
    where choice = 1
)

select * from topic_directions
