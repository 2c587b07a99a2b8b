{# One row per prediction, model version and holdout: how good it is, and whether that is good enough to publish. #}

with

holdout_losses as (
    select * from {{ ref('holdout_losses') }}
),

ranking_qualities as (
    select * from {{ ref('ranking_qualities') }}
    where scorer = 'model'
),

model_deciles as (
    select * from {{ ref('model_deciles') }}
),

baselines as (
    select * from {{ ref('baselines') }}
),

predictions as (
    select * from {{ ref('predictions') }}
),

calibrations as (
    select
        prediction_name,
        cast(sum(cast(examples * abs(mean_propensity - observed_rate) as decimal(28, 15))) as double) / sum(examples)
            as calibration_error,
        max(case when decile = 10 then lift end) as lift_at_10_percent
    from model_deciles
    group by prediction_name
),

graded as (
    select
        holdout_losses.prediction_name,
        holdout_losses.model_version,
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
        calibrations.lift_at_10_percent,
        baselines.baseline_name,
        baselines.baseline_roc_auc,
        (ranking_qualities.roc_auc - baselines.baseline_roc_auc) / nullif(1 - baselines.baseline_roc_auc, 0) as skill,
        {{ grade('ranking_qualities.roc_auc') }} as grade,
        predictions.minimum_roc_auc
    from holdout_losses
    inner join predictions on holdout_losses.prediction_name = predictions.prediction_name
    left join ranking_qualities on holdout_losses.prediction_name = ranking_qualities.prediction_name
    left join calibrations on holdout_losses.prediction_name = calibrations.prediction_name
    left join baselines on holdout_losses.prediction_name = baselines.prediction_name
),

judged as (
    select
        *,
        case
            when roc_auc is null
                then 'The holdout has one outcome only, so nothing can be graded.'
            when baseline_roc_auc is null
                then 'There is no naive rule to hold it against.'
            when roc_auc_low <= 0.5
                then
                    'An AUC of ' || {{ figure('roc_auc') }} || ' (95 % interval from ' || {{ figure('roc_auc_low') }}
                    || ') cannot be told from chance.'
            when roc_auc <= baseline_roc_auc
                then
                    'An AUC of ' || {{ figure('roc_auc') }} || ' is no better than the rule "' || baseline_name
                    || '" with ' || {{ figure('baseline_roc_auc') }} || '.'
            when roc_auc < minimum_roc_auc
                then
                    'An AUC of ' || {{ figure('roc_auc') }} || ' misses the declared minimum of '
                    || {{ figure('minimum_roc_auc') }} || '.'
        end as objection
    from graded
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
        lift_at_10_percent,
        baseline_name,
        baseline_roc_auc,
        skill,
        grade,
        minimum_roc_auc,
        objection is null as is_approved,
        coalesce(
            objection,
            'An AUC of ' || {{ figure('roc_auc') }} || ' beats the rule "' || baseline_name || '" with '
            || {{ figure('baseline_roc_auc') }} || '.'
        ) as reason
    from judged
)

select * from model_evaluations
