{# One row per prediction with a known label: how many people with the outcome it takes to learn, and to grade. #}

with

labels as (
    select * from {{ ref('labels') }}
),

humans as (
    select
        prediction_name,
        human_id,
        max(label) as has_outcome,
        min(label) as never_lacks_outcome
    from labels
    group by prediction_name, human_id
),

counts as (
    select
        prediction_name,
        cast(count(*) as bigint) as people,
        cast(sum(has_outcome) as bigint) as positives,
        cast(sum(1 - never_lacks_outcome) as bigint) as negatives
    from humans
    group by prediction_name
),

-- the rarer class decides, by its share on any one date; what happens to nobody is taken to happen to one
rarer_shares as (
    select
        prediction_name,
        greatest(1, least(sum(label), sum(1 - label))) * 1.0 / greatest(2, count(*)) as rarer_share
    from labels
    group by prediction_name
),

needed_outcomes as (
    select
        counts.prediction_name,
        counts.people,
        counts.positives,
        counts.negatives,
        {{ setting('training_positives_needed') or outcomes_to_learn('rarer_shares.rarer_share') }}
            as training_positives_needed,
        {{ setting('holdout_positives_needed') or outcomes_to_grade('rarer_shares.rarer_share') }}
            as holdout_positives_needed
    from counts
    inner join rarer_shares on counts.prediction_name = rarer_shares.prediction_name
)

select * from needed_outcomes
