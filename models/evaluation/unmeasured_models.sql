{# One row per latest model of which the last generation does not know yet what each source adds on these dates. #}

with

trained_models as (
    select * from {{ ref('trained_models') }}
    where origin = 1
),

kept_models as (
    select * from {{ ref('kept_models') }}
),

holdout_losses as (
    select * from {{ ref('holdout_losses') }}
),

previous_contributions as (
    select * from {{ source('previous', 'source_contributions') }}
),

-- one that came out again may be graded on other people by now
unmeasured_models as (
    select
        trained_models.prediction_name,
        trained_models.model_version,
        trained_models.estimator
    from trained_models
    inner join holdout_losses
        on trained_models.prediction_name = holdout_losses.prediction_name
        and trained_models.model_version = holdout_losses.model_version
    where
        trained_models.prediction_name not in (select kept_models.prediction_name from kept_models)
        and not exists (
            select 1
            from previous_contributions
            where
                previous_contributions.prediction_name = trained_models.prediction_name
                and previous_contributions.model_version = trained_models.model_version
                and previous_contributions.holdout_to = holdout_losses.holdout_to
                and previous_contributions.holdout_people = holdout_losses.people
                and previous_contributions.holdout_positives = holdout_losses.positives
        )
)

select * from unmeasured_models
