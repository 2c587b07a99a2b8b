{# One row per model version, or all of them, and slice: its AUC beside the naive rule's, with intervals. #}

with

ranking_estimates as (
    select * from {{ ref('ranking_estimates') }}
),

human_placements as (
    select * from {{ ref('human_placements') }}
),

scorers as (
    select
        prediction_name,
        model_version,
        slice,
        max(case when scorer = 'model' then estimate end) as roc_auc,
        max(case when scorer = 'model' then standard_error end) as standard_error,
        max(case when scorer = 'baseline' then estimate end) as baseline_roc_auc,
        max(case when scorer = 'gain' then estimate end) as gain,
        max(case when scorer = 'gain' then standard_error end) as gain_error,
        max(case when scorer = 'lead' then estimate end) as lead_of_latest,
        max(case when scorer = 'lead' then standard_error end) as lead_error
    from ranking_estimates
    group by prediction_name, model_version, slice
),

human_counts as (
    select
        prediction_name,
        model_version,
        slice,
        cast(sum(case when positives > 0 then 1 else 0 end) as double) as positives,
        cast(sum(case when negatives > 0 then 1 else 0 end) as double) as negatives
    from human_placements
    where scorer = 'model'
    group by prediction_name, model_version, slice
),

-- who ranked all that there were rightly might have ranked the next one anywhere
careful_aucs as (
    select
        scorers.*,
        case
            when scorers.roc_auc in (0, 1)
                then
                    (scorers.roc_auc * human_counts.positives + 0.5) / (human_counts.positives + 1)
            else scorers.roc_auc
        end as careful_auc,
        human_counts.positives,
        human_counts.negatives
    from scorers
    left join human_counts
        on scorers.prediction_name = human_counts.prediction_name
        and scorers.model_version = human_counts.model_version
        and scorers.slice = human_counts.slice
),

careful_errors as (
    select
        *,
        case
            when roc_auc in (0, 1) and standard_error is not null
                then sqrt({{
                    hanley_mcneil_variance('greatest(careful_auc, 1 - careful_auc)', 'positives', 'negatives')
                }})
            else standard_error
        end as careful_error
    from careful_aucs
),

-- on the scale of log-odds an interval stays between 0 and 1; one human of a class says nothing of the others
log_odds as (
    select
        *,
        ln(careful_auc / (1 - careful_auc)) as log_odds,
        1.96 * careful_error / (careful_auc * (1 - careful_auc)) as half_width
    from careful_errors
),

ranking_qualities as (
    select
        prediction_name,
        model_version,
        slice,
        roc_auc,
        standard_error,
        case
            when half_width is null then 0
            else least(roc_auc, 1 / (1 + exp(half_width - log_odds)))
        end as roc_auc_low,
        case
            when half_width is null then 1
            else greatest(roc_auc, 1 / (1 + exp(-half_width - log_odds)))
        end as roc_auc_high,
        baseline_roc_auc,
        gain,
        -- each is passed with a chance of 1 % only
        coalesce(gain - 2.326 * gain_error, -1) as gain_low,
        coalesce(gain + 2.326 * gain_error, 1) as gain_high,
        lead_of_latest,
        -- so much better, or worse, the latest model is with a chance of 10 % to be wrong
        lead_of_latest - 1.282 * lead_error as lead_of_latest_low
    from log_odds
)

select * from ranking_qualities
