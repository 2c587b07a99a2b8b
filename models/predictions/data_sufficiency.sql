{# One row per prediction: whether there is enough data to learn it and to grade it, and what is missing. #}

with

predictions as (
    select * from {{ ref('predictions') }}
),

labels as (
    select * from {{ ref('labels') }}
),

splits as (
    select * from {{ ref('splits') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

feature_dates as (
    select min(feature_date) as first_date
    from {{ ref('feature_dates') }}
    where is_calendar
),

-- people, not rows: somebody who stands there on several dates counts once
human_labels as (
    select
        labels.prediction_name,
        splits.split,
        labels.human_id,
        max(labels.label) as has_outcome,
        min(labels.label) as never_lacks_outcome
    from labels
    inner join splits
        on labels.prediction_name = splits.prediction_name
        and labels.feature_date = splits.feature_date
    group by labels.prediction_name, splits.split, labels.human_id
),

counts as (
    select
        prediction_name,
        count(distinct human_id) as people,
        count(distinct case when has_outcome = 1 then human_id end) as positives,
        sum(case when split = 'train' then has_outcome else 0 end) as training_positives,
        sum(case when split = 'train' then 1 - never_lacks_outcome else 0 end) as training_negatives,
        sum(case when split = 'holdout' then has_outcome else 0 end) as holdout_positives,
        sum(case when split = 'holdout' then 1 - never_lacks_outcome else 0 end) as holdout_negatives
    from human_labels
    group by prediction_name
),

needs as (
    select
        predictions.prediction_name,
        cast(coalesce(counts.people, 0) as bigint) as people,
        cast(coalesce(counts.positives, 0) as bigint) as positives,
        cast(coalesce(counts.training_positives, 0) as bigint) as training_positives,
        cast(coalesce(counts.training_negatives, 0) as bigint) as training_negatives,
        cast(coalesce(counts.holdout_positives, 0) as bigint) as holdout_positives,
        cast(coalesce(counts.holdout_negatives, 0) as bigint) as holdout_negatives,
        {{ setting('training_positives_needed') }} as training_positives_needed,
        {{ setting('holdout_positives_needed') }} as holdout_positives_needed,
        {{ add_days('feature_dates.first_date', '2 * predictions.settled_after_days + ' ~ setting('holdout_days')) }}
            as history_until,
        as_of_dates.as_of_date
    from predictions
    cross join feature_dates
    cross join as_of_dates
    left join counts on predictions.prediction_name = counts.prediction_name
),

verdicts as (
    select
        *,
        case
            when people = 0 and history_until <= as_of_date then 'nobody_asked'
            when people = 0 then 'no_history'
            when training_positives + training_negatives = 0 then 'short_history'
            when least(training_positives, training_negatives) < training_positives_needed then 'too_few_to_learn'
            when least(holdout_positives, holdout_negatives) < holdout_positives_needed then 'too_few_to_grade'
            else 'sufficient'
        end as verdict
    from needs
),

data_sufficiency as (
    select
        prediction_name,
        verdict,
        case verdict
            when 'nobody_asked'
                then 'Nobody was in the population on any date of which the outcome is known.'
            when 'no_history'
                then 'Of nobody asked about is the outcome known yet.'
            when 'short_history'
                then
                    'The outcome is known of ' || people || ' people, but on no date early enough to learn from before'
                    || ' the ones to grade on.'
            when 'too_few_to_learn'
                then
                    'There are ' || training_positives || ' people with the outcome and ' || training_negatives
                    || ' without to learn from; it takes ' || training_positives_needed || ' of each.'
            when 'too_few_to_grade'
                then
                    'There are ' || holdout_positives || ' people with the outcome and ' || holdout_negatives
                    || ' without to grade on; it takes ' || holdout_positives_needed || ' of each.'
            else
                'There are ' || training_positives || ' people with the outcome to learn from and '
                || holdout_positives || ' to grade on.'
        end as reason,
        people,
        positives,
        training_positives,
        holdout_positives,
        training_positives_needed,
        holdout_positives_needed,
        case when history_until > as_of_date then history_until end as ready_on
    from verdicts
)

select * from data_sufficiency
