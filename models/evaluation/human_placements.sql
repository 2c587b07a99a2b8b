{# One row per model version, slice, scorer and human held out: how often it is ranked rightly against the others. #}

with

rankings as (
    select * from {{ ref('rankings') }}
),

score_counts as (
    select
        prediction_name,
        model_version,
        slice,
        scorer,
        score,
        sum(label) as positives,
        sum(1 - label) as negatives
    from rankings
    group by prediction_name, model_version, slice, scorer, score
),

cumulative_counts as (
    select
        *,
        sum(positives) over (partition by prediction_name, model_version, slice, scorer) as all_positives,
        sum(negatives) over (partition by prediction_name, model_version, slice, scorer) as all_negatives,
        sum(positives) over (partition by prediction_name, model_version, slice, scorer order by score)
            as positives_up_to,
        sum(negatives) over (partition by prediction_name, model_version, slice, scorer order by score)
            as negatives_up_to
    from score_counts
),

-- twice the number of the other class that a row is ranked rightly against, ties counting half
placements as (
    select
        prediction_name,
        model_version,
        slice,
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
        rankings.model_version,
        rankings.slice,
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
        and rankings.model_version = placements.model_version
        and rankings.slice = placements.slice
        and rankings.scorer = placements.scorer
        and rankings.score = placements.score
    group by
        rankings.prediction_name,
        rankings.model_version,
        rankings.slice,
        rankings.scorer,
        rankings.human_id
)

select * from human_placements
