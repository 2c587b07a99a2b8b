{# One row per prediction, model version, person and holdout date: what the model said, and what then happened. #}

with

holdout_propensities as (
    select * from {{ ref('holdout_propensities') }}
),

last_scores as (
    select * from {{ source('previous', 'holdout_scores') }}
),

kept_models as (
    select * from {{ ref('kept_models') }}
),

labels as (
    select * from {{ ref('labels') }}
),

trained_models as (
    select * from {{ ref('trained_models') }}
),

propensities as (
    select
        prediction_name,
        model_version,
        person_id,
        feature_date,
        propensity,
        baseline_score
    from holdout_propensities
    union all
    select
        prediction_name,
        model_version,
        person_id,
        feature_date,
        propensity,
        baseline_score
    from last_scores
    where prediction_name in (select kept_models.prediction_name from kept_models)
),

holdout_scores as (
    select
        cast(propensities.prediction_name as {{ dbt.type_string() }}) as prediction_name,
        cast(propensities.model_version as {{ dbt.type_string() }}) as model_version,
        cast(propensities.person_id as {{ dbt.type_string() }}) as person_id,
        cast(propensities.feature_date as date) as feature_date,
        cast(propensities.propensity as double) as propensity,
        cast(propensities.baseline_score as double) as baseline_score,
        labels.label,
        labels.human_id,
        trained_models.origin
    from propensities
    inner join labels
        on propensities.prediction_name = labels.prediction_name
        and propensities.person_id = labels.person_id
        and propensities.feature_date = labels.feature_date
    inner join trained_models
        on propensities.prediction_name = trained_models.prediction_name
        and propensities.model_version = trained_models.model_version
)

select * from holdout_scores
