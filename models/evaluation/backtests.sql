{# One row per prediction: how well its models did over all of history, each on what followed what it learnt from. #}

with

ranking_qualities as (
    select * from {{ ref('ranking_qualities') }}
    where slice = 'everybody'
),

holdout_scores as (
    select * from {{ ref('holdout_scores') }}
),

-- a model that stands is graded on what the latest is graded on; history has it once
rows_held_out as (
    select
        prediction_name,
        model_version,
        cast(sum(label) as double) as positives,
        cast(sum(1 - label) as double) as negatives
    from holdout_scores
    where origin > 0
    group by prediction_name, model_version
    having sum(label) > 0 and sum(1 - label) > 0
),

holdouts as (
    select
        holdout_scores.prediction_name,
        cast(count(distinct rows_held_out.model_version) as bigint) as origins,
        min(holdout_scores.feature_date) as holdout_from,
        max(holdout_scores.feature_date) as holdout_to,
        cast(count(distinct holdout_scores.human_id) as bigint) as people,
        cast(count(distinct case when holdout_scores.label = 1 then holdout_scores.human_id end) as bigint)
            as positives
    from holdout_scores
    left join rows_held_out
        on holdout_scores.prediction_name = rows_held_out.prediction_name
        and holdout_scores.model_version = rows_held_out.model_version
    where holdout_scores.origin > 0
    group by holdout_scores.prediction_name
),

history as (
    select * from ranking_qualities
    where model_version = 'all'
),

-- a measured variance is by chance almost nothing where few positives happen to rank high; rightly it is no less than
-- that of as many rows of different humans, whose order is like all of history's
variances as (
    select
        ranking_qualities.prediction_name,
        ranking_qualities.roc_auc,
        greatest(
            1e-6,
            coalesce(ranking_qualities.standard_error * ranking_qualities.standard_error, 0),
            {{ hanley_mcneil_variance('history.roc_auc', 'rows_held_out.positives', 'rows_held_out.negatives') }}
        ) as variance
    from ranking_qualities
    inner join history on ranking_qualities.prediction_name = history.prediction_name
    inner join rows_held_out
        on ranking_qualities.prediction_name = rows_held_out.prediction_name
        and ranking_qualities.model_version = rows_held_out.model_version
),

precisions as (
    select
        prediction_name,
        roc_auc,
        cast(1 / variance as decimal(18, 8)) as weight
    from variances
),

means as (
    select
        prediction_name,
        count(*) as origins,
        cast(sum(weight) as double) as weights,
        cast(sum(cast(power(cast(weight as double), 2) as decimal(28, 8))) as double) as squared_weights,
        cast(sum(cast(weight * roc_auc as decimal(28, 12))) as double) / cast(sum(weight) as double) as mean_roc_auc
    from precisions
    group by prediction_name
),

heterogeneities as (
    select
        means.prediction_name,
        means.origins,
        means.weights,
        means.squared_weights,
        cast(sum(cast(
            precisions.weight * (precisions.roc_auc - means.mean_roc_auc) * (precisions.roc_auc - means.mean_roc_auc)
            as decimal(28, 12)
        )) as double) as heterogeneity
    from means
    inner join precisions on means.prediction_name = precisions.prediction_name
    group by means.prediction_name, means.origins, means.weights, means.squared_weights
),

-- the spread of the true AUCs, beyond what chance spreads the measured ones: DerSimonian and Laird, "Meta-analysis in
-- clinical trials", Controlled Clinical Trials 7 (1986)
spreads as (
    select
        prediction_name,
        sqrt(greatest(0, (heterogeneity - (origins - 1)) / (weights - squared_weights / weights))) as roc_auc_spread
    from heterogeneities
    where origins > 1
),

backtests as (
    select
        holdouts.prediction_name,
        holdouts.origins,
        holdouts.holdout_from,
        holdouts.holdout_to,
        holdouts.people,
        holdouts.positives,
        history.roc_auc,
        history.roc_auc_low,
        history.roc_auc_high,
        coalesce(spreads.roc_auc_spread, 0) as roc_auc_spread,
        history.baseline_roc_auc,
        history.gain,
        history.gain_low,
        history.gain_high,
        history.gain / nullif(1 - history.baseline_roc_auc, 0) as skill
    from holdouts
    left join history on holdouts.prediction_name = history.prediction_name
    left join spreads on holdouts.prediction_name = spreads.prediction_name
)

select * from backtests
