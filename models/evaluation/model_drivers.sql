{# One row per prediction, model version and feature that it reads: how much it moves scores, and which way. #}

with

holdout_drivers as (
    select * from {{ ref('holdout_drivers') }}
    where kind = 'feature'
),

feature_groups as (
    select * from {{ ref('feature_groups') }}
),

typed_drivers as (
    select
        cast(prediction_name as {{ dbt.type_string() }}) as prediction_name,
        cast(model_version as {{ dbt.type_string() }}) as model_version,
        cast(name as {{ dbt.type_string() }}) as feature,
        {{ driver_measures() }},
        cast(correlation as double) as correlation,
        cast(typical_value as {{ dbt.type_string() }}) as typical_value
    from holdout_drivers
),

model_drivers as (
    select
        typed_drivers.prediction_name,
        typed_drivers.model_version,
        typed_drivers.feature,
        cast(row_number() over (
            partition by typed_drivers.prediction_name
            order by typed_drivers.importance desc, typed_drivers.feature asc
        ) as integer) as driver_rank,
        typed_drivers.importance,
        typed_drivers.importance_low,
        typed_drivers.importance_high,
        {{ direction('typed_drivers.correlation') }} as direction,
        typed_drivers.high_importance,
        typed_drivers.high_contribution,
        typed_drivers.low_importance,
        typed_drivers.low_contribution,
        typed_drivers.typical_value,
        feature_groups.topic_kind,
        feature_groups.topic_name,
        feature_groups.source_name,
        feature_groups.description
    from typed_drivers
    inner join feature_groups on typed_drivers.feature = feature_groups.feature
)

select * from model_drivers
