{# One row per model version, or all of them, slice and scorer: its AUC, or a difference of two, and its error. #}

with

human_placements as (
    select * from {{ ref('human_placements') }}
    where all_positives > 0 and all_negatives > 0
),

holdout_scores as (
    select * from {{ ref('holdout_scores') }}
),

dates as (
    select
        prediction_name,
        model_version,
        origin,
        cast(count(distinct feature_date) as double) as dates
    from holdout_scores
    group by prediction_name, model_version, origin
),

latest_placements as (
    select human_placements.*
    from human_placements
    inner join dates
        on human_placements.prediction_name = dates.prediction_name
        and human_placements.model_version = dates.model_version
    where dates.origin = 1 and human_placements.slice = 'everybody' and human_placements.scorer = 'model'
),

-- both rank the same rows, so what they get wrong together is no part of the difference
paired_placements as (
    select *
    from human_placements
    union all
    select
        model.prediction_name,
        model.model_version,
        model.slice,
        'gain' as scorer,
        model.human_id,
        model.all_positives,
        model.all_negatives,
        model.positives,
        model.negatives,
        model.positive_placements - baseline.positive_placements as positive_placements,
        model.negative_placements - baseline.negative_placements as negative_placements
    from human_placements as model
    inner join human_placements as baseline
        on model.prediction_name = baseline.prediction_name
        and model.model_version = baseline.model_version
        and model.slice = baseline.slice
        and model.human_id = baseline.human_id
    where model.scorer = 'model' and baseline.scorer = 'baseline'
    union all
    select
        standing.prediction_name,
        standing.model_version,
        standing.slice,
        'lead' as scorer,
        standing.human_id,
        standing.all_positives,
        standing.all_negatives,
        standing.positives,
        standing.negatives,
        latest_placements.positive_placements - standing.positive_placements as positive_placements,
        latest_placements.negative_placements - standing.negative_placements as negative_placements
    from human_placements as standing
    inner join dates
        on standing.prediction_name = dates.prediction_name and standing.model_version = dates.model_version
    inner join latest_placements
        on standing.prediction_name = latest_placements.prediction_name
        and standing.slice = latest_placements.slice
        and standing.scorer = latest_placements.scorer
        and standing.human_id = latest_placements.human_id
    where dates.origin = 0
),

version_aucs as (
    select
        prediction_name,
        model_version,
        slice,
        scorer,
        sum(positive_placements) / (2e0 * max(all_positives) * max(all_negatives)) as roc_auc
    from paired_placements
    group by prediction_name, model_version, slice, scorer
),

-- over the models of all origins together every date counts alike, however many people were asked about then
weighted_aucs as (
    select
        version_aucs.*,
        case when dates.origin > 0 then dates.dates end
        / sum(case when dates.origin > 0 then dates.dates end) over (
            partition by version_aucs.prediction_name, version_aucs.slice, version_aucs.scorer
        ) as date_share
    from version_aucs
    inner join dates
        on version_aucs.prediction_name = dates.prediction_name and version_aucs.model_version = dates.model_version
),

-- what a human adds to the AUC, above or below what it would add if its rows were like all others of their class
deviations as (
    select
        paired_placements.prediction_name,
        paired_placements.model_version,
        paired_placements.slice,
        paired_placements.scorer,
        paired_placements.human_id,
        weighted_aucs.date_share,
        paired_placements.positives,
        paired_placements.negatives,
        (
            paired_placements.positive_placements / (2e0 * paired_placements.all_negatives)
            - paired_placements.positives * weighted_aucs.roc_auc
        ) / paired_placements.all_positives as positive_deviation,
        (
            paired_placements.negative_placements / (2e0 * paired_placements.all_positives)
            - paired_placements.negatives * weighted_aucs.roc_auc
        ) / paired_placements.all_negatives as negative_deviation
    from paired_placements
    inner join weighted_aucs
        on paired_placements.prediction_name = weighted_aucs.prediction_name
        and paired_placements.model_version = weighted_aucs.model_version
        and paired_placements.slice = weighted_aucs.slice
        and paired_placements.scorer = weighted_aucs.scorer
),

-- a human who is held out from several models is one human still; decimals, so that the order of adding does not matter
human_deviations as (
    select
        prediction_name,
        model_version,
        slice,
        scorer,
        human_id,
        positives,
        negatives,
        positive_deviation,
        negative_deviation
    from deviations
    union all
    select
        prediction_name,
        'all' as model_version,
        slice,
        scorer,
        human_id,
        sum(positives) as positives,
        sum(negatives) as negatives,
        cast(sum(cast(date_share * positive_deviation as decimal(38, 28))) as double) as positive_deviation,
        cast(sum(cast(date_share * negative_deviation as decimal(38, 28))) as double) as negative_deviation
    from deviations
    where slice = 'everybody' and date_share is not null
    group by prediction_name, slice, scorer, human_id
),

sums_of_squares as (
    select
        prediction_name,
        model_version,
        slice,
        scorer,
        count(*) as humans,
        sum(case when positives > 0 then 1 else 0 end) as positive_humans,
        sum(case when negatives > 0 then 1 else 0 end) as negative_humans,
        cast(sum(cast(positive_deviation * positive_deviation as decimal(38, 28))) as double) as positive_squares,
        cast(sum(cast(negative_deviation * negative_deviation as decimal(38, 28))) as double) as negative_squares,
        cast(sum(cast(positive_deviation * negative_deviation as decimal(38, 28))) as double) as products
    from human_deviations
    group by prediction_name, model_version, slice, scorer
),

-- Obuchowski, "Nonparametric analysis of clustered ROC curve data", Biometrics 53 (1997): a human is a cluster, and the
-- difference of two AUCs over the same rows has the variance of the differences
variances as (
    select
        prediction_name,
        model_version,
        slice,
        scorer,
        positive_humans / nullif(positive_humans - 1e0, 0) * positive_squares
        + negative_humans / nullif(negative_humans - 1e0, 0) * negative_squares
        + 2 * humans / nullif(humans - 1e0, 0) * products as variance
    from sums_of_squares
),

aucs as (
    select *
    from version_aucs
    union all
    select
        prediction_name,
        'all' as model_version,
        slice,
        scorer,
        cast(sum(cast(date_share * roc_auc as decimal(38, 28))) as double) as roc_auc
    from weighted_aucs
    where slice = 'everybody' and date_share is not null
    group by prediction_name, slice, scorer
),

ranking_estimates as (
    select
        aucs.prediction_name,
        aucs.model_version,
        aucs.slice,
        aucs.scorer,
        aucs.roc_auc as estimate,
        case when variances.variance is not null then sqrt(greatest(0, variances.variance)) end as standard_error
    from aucs
    inner join variances
        on aucs.prediction_name = variances.prediction_name
        and aucs.model_version = variances.model_version
        and aucs.slice = variances.slice
        and aucs.scorer = variances.scorer
)

select * from ranking_estimates
