{# One row per prediction and kind of people with enough of them: how good the latest model is there. #}

with

slices as (
    select * from {{ ref('slices') }}
),

holdout_scores as (
    select * from {{ ref('holdout_scores') }}
),

ranking_qualities as (
    select * from {{ ref('ranking_qualities') }}
    where slice != 'everybody'
),

counts as (
    select
        slices.prediction_name,
        slices.model_version,
        slices.slice,
        cast(count(distinct holdout_scores.human_id) as bigint) as people,
        cast(count(distinct case when holdout_scores.label = 1 then holdout_scores.human_id end) as bigint)
            as positives,
        cast(count(distinct case when holdout_scores.label = 0 then holdout_scores.human_id end) as bigint)
            as negatives,
        cast(sum(holdout_scores.label) as double) / count(*) as base_rate,
        cast(sum(cast(holdout_scores.propensity as decimal(18, 15))) as double) / count(*) as mean_propensity
    from slices
    inner join holdout_scores
        on slices.prediction_name = holdout_scores.prediction_name
        and slices.model_version = holdout_scores.model_version
        and slices.person_id = holdout_scores.person_id
        and slices.feature_date = holdout_scores.feature_date
    group by slices.prediction_name, slices.model_version, slices.slice
),

-- of a handful of outcomes neither a rate nor an order says anything
model_slices as (
    select
        counts.prediction_name,
        counts.model_version,
        counts.slice,
        counts.people,
        counts.positives,
        counts.base_rate,
        counts.mean_propensity,
        ranking_qualities.roc_auc,
        ranking_qualities.roc_auc_low,
        ranking_qualities.roc_auc_high,
        ranking_qualities.baseline_roc_auc
    from counts
    inner join ranking_qualities
        on counts.prediction_name = ranking_qualities.prediction_name
        and counts.model_version = ranking_qualities.model_version
        and counts.slice = ranking_qualities.slice
    where least(counts.positives, counts.negatives) >= 10
)

select * from model_slices
