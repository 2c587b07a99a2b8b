{# One row per model version: how far propensities and rates lie apart in a tenth, and how far by chance alone. #}

with

model_deciles as (
    select * from {{ ref('model_deciles') }}
),

holdout_deciles as (
    select * from {{ ref('holdout_deciles') }}
),

-- by how much labels miss the propensities, beyond what all of the tenth miss them by
missed as (
    select
        holdout_deciles.prediction_name,
        holdout_deciles.model_version,
        holdout_deciles.decile,
        holdout_deciles.human_id,
        cast(
            holdout_deciles.label - holdout_deciles.propensity
            - (model_deciles.observed_rate - model_deciles.mean_propensity)
            as decimal(18, 12)
        ) as missed_by
    from holdout_deciles
    inner join model_deciles
        on holdout_deciles.prediction_name = model_deciles.prediction_name
        and holdout_deciles.model_version = model_deciles.model_version
        and holdout_deciles.decile = model_deciles.decile
),

human_misses as (
    select
        prediction_name,
        model_version,
        decile,
        human_id,
        cast(sum(missed_by) as double) as missed_by,
        sum(cast(missed_by * missed_by as decimal(28, 18))) as squares
    from missed
    group by prediction_name, model_version, decile, human_id
),

-- how many rows say as little as one human would, since those of one human repeat each other
design_effects as (
    select
        prediction_name,
        model_version,
        greatest(
            1,
            cast(sum(cast(missed_by * missed_by as decimal(28, 18))) as double)
            / nullif(cast(sum(squares) as double), 0)
        ) as design_effect
    from human_misses
    group by prediction_name, model_version
),

-- the mean distance of a normal variable from its mean is sqrt(2 / pi) of its deviation
calibrations as (
    select
        model_deciles.prediction_name,
        model_deciles.model_version,
        cast(sum(cast(
            model_deciles.examples * abs(model_deciles.mean_propensity - model_deciles.observed_rate)
            as decimal(28, 15)
        )) as double) / sum(model_deciles.examples) as calibration_error,
        cast(sum(cast(
            model_deciles.examples
            * sqrt(0.6366198 * model_deciles.variance * design_effects.design_effect)
            as decimal(28, 15)
        )) as double) / sum(model_deciles.examples) as calibration_error_by_chance
    from model_deciles
    inner join design_effects
        on model_deciles.prediction_name = design_effects.prediction_name
        and model_deciles.model_version = design_effects.model_version
    group by model_deciles.prediction_name, model_deciles.model_version
)

select * from calibrations
