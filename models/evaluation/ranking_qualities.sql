{# One row per prediction, split and scorer: its AUC, with an interval that allows for people on several dates. #}

with

rankings as (
    select * from {{ ref('rankings') }}
),

score_counts as (
    select
        prediction_name,
        split,
        scorer,
        score,
        sum(label) as positives,
        sum(1 - label) as negatives
    from rankings
    group by prediction_name, split, scorer, score
),

cumulative_counts as (
    select
        *,
        sum(positives) over (partition by prediction_name, split, scorer) as all_positives,
        sum(negatives) over (partition by prediction_name, split, scorer) as all_negatives,
        sum(positives) over (partition by prediction_name, split, scorer order by score) as positives_up_to,
        sum(negatives) over (partition by prediction_name, split, scorer order by score) as negatives_up_to
    from score_counts
),

-- twice the number of the other class that a row is ranked rightly against, ties counting half
placements as (
    select
        prediction_name,
        split,
        scorer,
        score,
        all_positives,
        all_negatives,
        2 * negatives_up_to - negatives as placement_of_positive,
        2 * (all_positives - positives_up_to) + positives as placement_of_negative
    from cumulative_counts
),

human_placements as (
    select
        rankings.prediction_name,
        rankings.split,
        rankings.scorer,
        rankings.human_id,
        max(placements.all_positives) as all_positives,
        max(placements.all_negatives) as all_negatives,
        sum(rankings.label) as positives,
        sum(1 - rankings.label) as negatives,
        sum(case when rankings.label = 1 then placements.placement_of_positive else 0 end) as positive_placements,
        sum(case when rankings.label = 0 then placements.placement_of_negative else 0 end) as negative_placements
    from rankings
    inner join placements
        on rankings.prediction_name = placements.prediction_name
        and rankings.split = placements.split
        and rankings.scorer = placements.scorer
        and rankings.score = placements.score
    group by rankings.prediction_name, rankings.split, rankings.scorer, rankings.human_id
),

totals as (
    select
        *,
        sum(positive_placements) over (partition by prediction_name, split, scorer) as all_placements
    from human_placements
),

-- how far a human's rows lie from the AUC, in whole numbers: 2 * all_positives * all_negatives times the AUC's own unit
deviations as (
    select
        *,
        cast(all_positives * positive_placements - positives * all_placements as decimal(19, 0)) as positive_deviation,
        cast(all_negatives * negative_placements - negatives * all_placements as decimal(19, 0)) as negative_deviation
    from totals
),

variances as (
    select
        prediction_name,
        split,
        scorer,
        cast(max(all_positives) as double) as positives,
        cast(max(all_negatives) as double) as negatives,
        cast(max(all_placements) as double) as all_placements,
        count(*) as humans,
        sum(case when positives > 0 then 1 else 0 end) as positive_humans,
        sum(case when negatives > 0 then 1 else 0 end) as negative_humans,
        cast(sum(positive_deviation * positive_deviation) as double) as positive_squares,
        cast(sum(negative_deviation * negative_deviation) as double) as negative_squares,
        cast(sum(positive_deviation * negative_deviation) as double) as products
    from deviations
    group by prediction_name, split, scorer
),

-- Obuchowski, "Nonparametric analysis of clustered ROC curve data", Biometrics 53 (1997): a human is a cluster
auc_variances as (
    select
        prediction_name,
        split,
        scorer,
        all_placements / (2 * positives * negatives) as roc_auc,
        (
            positive_humans / nullif(positive_humans - 1.0, 0) * positive_squares / positives / positives
            + negative_humans / nullif(negative_humans - 1.0, 0) * negative_squares / negatives / negatives
            + 2 * humans / nullif(humans - 1.0, 0) * products / positives / negatives
        ) / power(2 * positives * negatives, 2) as roc_auc_variance
    from variances
    where positives > 0 and negatives > 0
),

standard_errors as (
    select
        prediction_name,
        split,
        scorer,
        roc_auc,
        case when roc_auc_variance is not null then sqrt(greatest(0, roc_auc_variance)) end as standard_error
    from auc_variances
),

-- on the scale of log-odds an interval stays between 0 and 1; one human of a class says nothing of the others
log_odds as (
    select
        *,
        case when roc_auc > 0 and roc_auc < 1 then ln(roc_auc / (1 - roc_auc)) end as log_odds,
        case when roc_auc > 0 and roc_auc < 1 then 1.96 * standard_error / (roc_auc * (1 - roc_auc)) end as half_width
    from standard_errors
),

ranking_qualities as (
    select
        prediction_name,
        split,
        scorer,
        roc_auc,
        case
            when standard_error is null then 0
            else coalesce(1 / (1 + exp(half_width - log_odds)), roc_auc)
        end as roc_auc_low,
        case
            when standard_error is null then 1
            else coalesce(1 / (1 + exp(-half_width - log_odds)), roc_auc)
        end as roc_auc_high
    from log_odds
)

select * from ranking_qualities
