{# One row per prediction, model version and feature that it reads: how much it moves scores, and which way. #}

with

holdout_drivers as (
    select * from {{ ref('holdout_drivers') }}
),

feature_catalog as (
    select * from {{ ref('feature_catalog') }}
),

typed_drivers as (
    select
        cast(prediction_name as {{ dbt.type_string() }}) as prediction_name,
        cast(model_version as {{ dbt.type_string() }}) as model_version,
        cast(feature as {{ dbt.type_string() }}) as feature,
        cast(importance as double) as importance,
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
        case
            when typed_drivers.correlation >= 0.3 then 'raises'
            when typed_drivers.correlation <= -0.3 then 'lowers'
            else 'varies'
        end as direction,
        typed_drivers.typical_value,
        feature_catalog.description
    from typed_drivers
    inner join feature_catalog on typed_drivers.feature = feature_catalog.feature
)

select * from model_drivers
