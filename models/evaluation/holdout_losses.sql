{# One row per model version: average precision, log loss and Brier score on what was held out from it. #}

with

holdout_scores as (
    select * from {{ ref('holdout_scores') }}
),

losses as (
    select
        prediction_name,
        model_version,
        min(feature_date) as holdout_from,
        max(feature_date) as holdout_to,
        count(distinct human_id) as people,
        count(distinct case when label = 1 then human_id end) as positives,
        cast(sum(label) as double) / count(*) as base_rate,
        cast(sum(cast(
            case when label = 1 then -ln(greatest(propensity, 1e-15)) else -ln(greatest(1 - propensity, 1e-15)) end
            as decimal(18, 12)
        )) as double) / count(*) as log_loss,
        cast(sum(cast((propensity - label) * (propensity - label) as decimal(18, 15))) as double) / count(*)
            as brier_score
    from holdout_scores
    group by prediction_name, model_version
),

score_counts as (
    select
        prediction_name,
        model_version,
        propensity,
        sum(label) as positives,
        count(*) as people
    from holdout_scores
    group by prediction_name, model_version, propensity
),

cumulative_counts as (
    select
        prediction_name,
        model_version,
        positives,
        sum(positives) over (partition by prediction_name, model_version order by propensity desc) as positives_from,
        sum(people) over (partition by prediction_name, model_version order by propensity desc) as people_from,
        sum(positives) over (partition by prediction_name, model_version) as all_positives
    from score_counts
),

average_precisions as (
    select
        prediction_name,
        model_version,
        cast(sum(cast(positives * 1e0 / all_positives * positives_from / people_from as decimal(18, 15))) as double)
            as average_precision
    from cumulative_counts
    where all_positives > 0
    group by prediction_name, model_version
),

holdout_losses as (
    select
        losses.*,
        average_precisions.average_precision
    from losses
    left join average_precisions
        on losses.prediction_name = average_precisions.prediction_name
        and losses.model_version = average_precisions.model_version
)

select * from holdout_losses
