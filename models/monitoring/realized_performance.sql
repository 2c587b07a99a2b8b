{# One row per prediction, version, group of people and date, or its last week: how good scores turned out. #}

with

matured_scores as (
    select * from {{ ref('matured_scores') }}
),

scored_versions as (
    select * from {{ ref('scored_versions') }}
),

versions_with_control as (
    select
        prediction_name,
        model_version
    from matured_scores
    where is_control
    group by prediction_name, model_version
),

grouped_scores as (
    select
        *,
        'everybody' as people_group,
        cast(placement_in_everybody as decimal(18, 12)) as placement
    from matured_scores
    union all
    select
        matured_scores.*,
        case when matured_scores.is_control then 'control' else 'others' end as people_group,
        cast(matured_scores.placement_in_group as decimal(18, 12)) as placement
    from matured_scores
    inner join versions_with_control
        on matured_scores.prediction_name = versions_with_control.prediction_name
        and matured_scores.model_version = versions_with_control.model_version
),

dates as (
    select
        prediction_name,
        model_version,
        people_group,
        feature_date,
        feature_date > {{ add_days('max(feature_date) over (partition by prediction_name, model_version)', -7) }}
            as is_of_late,
        cast(sum(label) as double) as positives,
        cast(sum(1 - label) as double) as negatives,
        cast(sum(case when label = 1 then placement end) as double) / nullif(sum(label), 0) as roc_auc
    from grouped_scores
    group by prediction_name, model_version, people_group, feature_date
),

-- each date by itself, and the last week of a version together, of which every date that can be ranked counts alike:
-- over all that it ever scored, what has begun to fail would look good for long
scopes as (
    select
        prediction_name,
        model_version,
        people_group,
        feature_date,
        feature_date as scope_date,
        positives,
        negatives,
        roc_auc,
        case when roc_auc is not null then 1e0 end as date_share
    from dates
    union all
    select
        prediction_name,
        model_version,
        people_group,
        feature_date,
        cast(null as date) as scope_date,
        positives,
        negatives,
        roc_auc,
        case
            when roc_auc is not null
                then 1e0 / count(roc_auc) over (partition by prediction_name, model_version, people_group)
        end as date_share
    from dates
    where is_of_late
),

-- what is said of all rows of a scope
levels as (
    select
        scopes.prediction_name,
        scopes.model_version,
        scopes.people_group,
        scopes.scope_date,
        count(*) as examples,
        cast(sum(cast(grouped_scores.propensity as decimal(18, 12))) as double) / count(*) as mean_propensity,
        sum(grouped_scores.label) / cast(count(*) as double) as observed_rate
    from scopes
    inner join grouped_scores
        on scopes.prediction_name = grouped_scores.prediction_name
        and scopes.model_version = grouped_scores.model_version
        and scopes.people_group = grouped_scores.people_group
        and scopes.feature_date = grouped_scores.feature_date
    group by scopes.prediction_name, scopes.model_version, scopes.people_group, scopes.scope_date
),

aucs as (
    select
        prediction_name,
        model_version,
        people_group,
        scope_date,
        count(distinct feature_date) as dates,
        min(feature_date) as first_date,
        max(feature_date) as last_date,
        cast(sum(cast(date_share * roc_auc as decimal(28, 18))) as double) as roc_auc
    from scopes
    group by prediction_name, model_version, people_group, scope_date
),

-- what a human adds to the AUC and to the rate, beyond what it would if its rows were like all others of their class
human_deviations as (
    select
        scopes.prediction_name,
        scopes.model_version,
        scopes.people_group,
        scopes.scope_date,
        grouped_scores.human_id,
        max(grouped_scores.label) as has_outcome,
        max(1 - grouped_scores.label) as lacks_outcome,
        cast(sum(cast(
            case when grouped_scores.label = 1 then scopes.date_share * (grouped_scores.placement - scopes.roc_auc) end
            / scopes.positives as decimal(38, 28)
        )) as double) as positive_deviation,
        cast(sum(cast(
            case when grouped_scores.label = 0 then scopes.date_share * (grouped_scores.placement - scopes.roc_auc) end
            / scopes.negatives as decimal(38, 28)
        )) as double) as negative_deviation,
        cast(sum(cast(
            grouped_scores.label - grouped_scores.propensity - (levels.observed_rate - levels.mean_propensity)
            as decimal(28, 12)
        )) as double) as missed_by
    from scopes
    inner join grouped_scores
        on scopes.prediction_name = grouped_scores.prediction_name
        and scopes.model_version = grouped_scores.model_version
        and scopes.people_group = grouped_scores.people_group
        and scopes.feature_date = grouped_scores.feature_date
    inner join levels
        on scopes.prediction_name = levels.prediction_name
        and scopes.model_version = levels.model_version
        and scopes.people_group = levels.people_group
        and scopes.scope_date is not distinct from levels.scope_date
    group by
        scopes.prediction_name,
        scopes.model_version,
        scopes.people_group,
        scopes.scope_date,
        grouped_scores.human_id
),

sums_of_squares as (
    select
        prediction_name,
        model_version,
        people_group,
        scope_date,
        count(*) as humans,
        sum(has_outcome) as positive_humans,
        sum(lacks_outcome) as negative_humans,
        cast(sum(cast(positive_deviation * positive_deviation as decimal(38, 28))) as double) as positive_squares,
        cast(sum(cast(negative_deviation * negative_deviation as decimal(38, 28))) as double) as negative_squares,
        cast(sum(cast(positive_deviation * negative_deviation as decimal(38, 28))) as double) as products,
        cast(sum(cast(missed_by * missed_by as decimal(38, 12))) as double) as missed_squares
    from human_deviations
    group by prediction_name, model_version, people_group, scope_date
),

-- a human is a cluster, as in ranking_estimates: Obuchowski, "Nonparametric analysis of clustered ROC curve data", 1997
estimates as (
    select
        aucs.*,
        levels.examples,
        levels.mean_propensity,
        levels.observed_rate,
        sums_of_squares.humans,
        sums_of_squares.positive_humans,
        sums_of_squares.negative_humans,
        sqrt(sums_of_squares.humans / nullif(sums_of_squares.humans - 1e0, 0) * sums_of_squares.missed_squares)
        / levels.examples as rate_error,
        -- who ranked all that there were rightly might have ranked the next one anywhere
        case
            when aucs.roc_auc in (0, 1)
                then (aucs.roc_auc * sums_of_squares.positive_humans + 0.5) / (sums_of_squares.positive_humans + 1)
            else aucs.roc_auc
        end as careful_auc,
        sqrt(greatest(
            0,
            sums_of_squares.positive_humans / nullif(sums_of_squares.positive_humans - 1e0, 0)
            * sums_of_squares.positive_squares
            + sums_of_squares.negative_humans / nullif(sums_of_squares.negative_humans - 1e0, 0)
            * sums_of_squares.negative_squares
            + 2 * sums_of_squares.humans / nullif(sums_of_squares.humans - 1e0, 0)
            * coalesce(sums_of_squares.products, 0)
        )) as auc_error
    from aucs
    inner join levels
        on aucs.prediction_name = levels.prediction_name
        and aucs.model_version = levels.model_version
        and aucs.people_group = levels.people_group
        and aucs.scope_date is not distinct from levels.scope_date
    inner join sums_of_squares
        on aucs.prediction_name = sums_of_squares.prediction_name
        and aucs.model_version = sums_of_squares.model_version
        and aucs.people_group = sums_of_squares.people_group
        and aucs.scope_date is not distinct from sums_of_squares.scope_date
),

careful_estimates as (
    select
        *,
        case
            when roc_auc in (0, 1) and auc_error is not null
                then sqrt({{
                    hanley_mcneil_variance('greatest(careful_auc, 1 - careful_auc)', 'positive_humans', 'negative_humans')
                }})
            else auc_error
        end / (careful_auc * (1 - careful_auc)) as log_odds_error,
        ln(careful_auc / (1 - careful_auc)) as log_odds
    from estimates
),

-- on the scale of log-odds an interval stays between 0 and 1
intervals as (
    select
        *,
        case
            when log_odds_error is null then 0
            else least(roc_auc, 1 / (1 + exp(1.96 * log_odds_error - log_odds)))
        end as roc_auc_low,
        case
            when log_odds_error is null then 1
            else greatest(roc_auc, 1 / (1 + exp(-1.96 * log_odds_error - log_odds)))
        end as roc_auc_high
    from careful_estimates
),

graded as (
    select
        prediction_name,
        model_version,
        roc_auc,
        ln(careful_auc / (1 - careful_auc)) as log_odds,
        (ln(careful_high / (1 - careful_high)) - ln(careful_low / (1 - careful_low))) / 3.92 as log_odds_error,
        coalesce(roc_auc_spread, 0) / (careful_auc * (1 - careful_auc)) as log_odds_spread
    from (
        select
            *,
            {{ inner_share('roc_auc') }} as careful_auc,
            {{ inner_share('roc_auc_low') }} as careful_low,
            {{ inner_share('roc_auc_high') }} as careful_high
        from scored_versions
    ) as careful_versions
),

realized_performance as (
    select
        intervals.prediction_name,
        intervals.model_version,
        intervals.people_group,
        intervals.scope_date as feature_date,
        intervals.dates,
        intervals.first_date,
        intervals.last_date,
        intervals.examples,
        intervals.humans as people,
        intervals.positive_humans as positives,
        intervals.mean_propensity,
        intervals.observed_rate,
        intervals.observed_rate - intervals.mean_propensity as rate_difference,
        intervals.observed_rate - intervals.mean_propensity - 1.96 * intervals.rate_error as rate_difference_low,
        intervals.observed_rate - intervals.mean_propensity + 1.96 * intervals.rate_error as rate_difference_high,
        intervals.roc_auc,
        case when intervals.roc_auc is not null then intervals.roc_auc_low end as roc_auc_low,
        case when intervals.roc_auc is not null then intervals.roc_auc_high end as roc_auc_high,
        graded.roc_auc as graded_roc_auc,
        graded.roc_auc between intervals.roc_auc_low and intervals.roc_auc_high as is_as_graded,
        -- three errors of the difference, and how much a model differs from one time to another is no decline
        (graded.log_odds - intervals.log_odds) / sqrt(
            power(graded.log_odds_error, 2) + power(graded.log_odds_spread, 2) + power(intervals.log_odds_error, 2)
        ) > 3 as is_worse_than_graded
    from intervals
    left join graded
        on intervals.prediction_name = graded.prediction_name
        and intervals.model_version = graded.model_version
)

select * from realized_performance
