{# One row per prediction, model version, person and holdout date: what the model said, and what then happened. #}

with

holdout_propensities as (
    select * from {{ ref('holdout_propensities') }}
),

labels as (
    select * from {{ ref('labels') }}
),

trained_models as (
    select * from {{ ref('trained_models') }}
),

holdout_scores as (
    select
        cast(holdout_propensities.prediction_name as {{ dbt.type_string() }}) as prediction_name,
        cast(holdout_propensities.model_version as {{ dbt.type_string() }}) as model_version,
        cast(holdout_propensities.person_id as {{ dbt.type_string() }}) as person_id,
        cast(holdout_propensities.feature_date as date) as feature_date,
        cast(holdout_propensities.propensity as double) as propensity,
        cast(holdout_propensities.baseline_score as double) as baseline_score,
        labels.label,
        labels.human_id,
        trained_models.origin
    from holdout_propensities
    inner join labels
        on holdout_propensities.prediction_name = labels.prediction_name
        and holdout_propensities.person_id = labels.person_id
        and holdout_propensities.feature_date = labels.feature_date
    inner join trained_models
        on holdout_propensities.prediction_name = trained_models.prediction_name
        and holdout_propensities.model_version = trained_models.model_version
)

select * from holdout_scores
