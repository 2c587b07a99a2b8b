{# One row per prediction, model version and holdout: how good it is, and whether that is good enough to publish. #}

with

trained_models as (
    select * from {{ ref('trained_models') }}
),

holdout_losses as (
    select * from {{ ref('holdout_losses') }}
),

ranking_qualities as (
    select * from {{ ref('ranking_qualities') }}
    where slice = 'everybody'
),

backtests as (
    select * from {{ ref('backtests') }}
),

calibrations as (
    select * from {{ ref('calibrations') }}
),

top_tenths as (
    select * from {{ ref('top_tenths') }}
),

leaks as (
    select * from {{ ref('leaks') }}
),

predictions as (
    select * from {{ ref('predictions') }}
),

figures as (
    select
        holdout_losses.prediction_name,
        holdout_losses.model_version,
        trained_models.origin,
        trained_models.origin = 1 as is_latest,
        holdout_losses.holdout_from,
        holdout_losses.holdout_to,
        holdout_losses.people,
        holdout_losses.positives,
        holdout_losses.base_rate,
        ranking_qualities.roc_auc,
        ranking_qualities.roc_auc_low,
        ranking_qualities.roc_auc_high,
        holdout_losses.average_precision,
        holdout_losses.log_loss,
        holdout_losses.brier_score,
        calibrations.calibration_error,
        calibrations.calibration_error_by_chance,
        top_tenths.lift as lift_at_10_percent,
        trained_models.baseline_name,
        ranking_qualities.baseline_roc_auc,
        ranking_qualities.gain_high,
        ranking_qualities.gain / nullif(1 - ranking_qualities.baseline_roc_auc, 0) as skill,
        leaks.leaking_features,
        leaks.findings,
        predictions.minimum_roc_auc,
        top_tenths.people as asked,
        top_tenths.positives as outcomes,
        top_tenths.contacted,
        top_tenths.reached,
        top_tenths.reached_by_baseline
    from holdout_losses
    inner join predictions on holdout_losses.prediction_name = predictions.prediction_name
    inner join trained_models
        on holdout_losses.prediction_name = trained_models.prediction_name
        and holdout_losses.model_version = trained_models.model_version
    left join leaks
        on holdout_losses.prediction_name = leaks.prediction_name
        and holdout_losses.model_version = leaks.model_version
    left join ranking_qualities
        on holdout_losses.prediction_name = ranking_qualities.prediction_name
        and holdout_losses.model_version = ranking_qualities.model_version
    left join calibrations
        on holdout_losses.prediction_name = calibrations.prediction_name
        and holdout_losses.model_version = calibrations.model_version
    left join top_tenths
        on holdout_losses.prediction_name = top_tenths.prediction_name
        and holdout_losses.model_version = top_tenths.model_version
),

graded as (
    select
        figures.*,
        backtests.origins,
        backtests.holdout_from as graded_from,
        backtests.roc_auc as graded_roc_auc,
        backtests.roc_auc_low as graded_roc_auc_low,
        backtests.roc_auc_high as graded_roc_auc_high,
        backtests.roc_auc_spread,
        backtests.baseline_roc_auc as graded_baseline_roc_auc,
        backtests.gain_low as graded_gain_low,
        backtests.gain_high as graded_gain_high
    from figures
    left join backtests on figures.prediction_name = backtests.prediction_name
),

judged as (
    select
        *,
        case when is_latest then {{ doubt() }} end as doubt
    from graded
),

worded as (
    select
        *,
        {{ evaluation_reason() }} as objection,
        case when roc_auc is not null then {{ contact_words() }} end as in_practice
    from judged
),

model_evaluations as (
    select
        prediction_name,
        model_version,
        holdout_from,
        holdout_to,
        people,
        positives,
        base_rate,
        roc_auc,
        roc_auc_low,
        roc_auc_high,
        average_precision,
        log_loss,
        brier_score,
        calibration_error,
        calibration_error_by_chance,
        lift_at_10_percent,
        baseline_name,
        baseline_roc_auc,
        skill,
        roc_auc_spread,
        case
            when not is_latest then {{ grade('roc_auc') }}
            when doubt is not null then 'poor'
            else {{ grade('graded_roc_auc - roc_auc_spread') }}
        end as grade,
        doubt,
        leaking_features,
        minimum_roc_auc,
        is_latest,
        is_latest and objection is null as is_approved,
        case
            when origin = 0 then 'It was trained before the latest model, and is graded beside it on the same people.'
            when not is_latest then 'It was trained to be graded on these dates; a later model scores.'
            else coalesce(objection, {{ approval_reason() }})
        end as reason,
        in_practice
    from worded
)

select * from model_evaluations
