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

counts as (
    select
        predictions.prediction_name,
        count(distinct labels.human_id) as people,
        count(distinct case when labels.label = 1 then labels.human_id end) as positives,
        count(distinct case when splits.split = 'train' and labels.label = 1 then labels.human_id end) as training_positives,
        count(distinct case when splits.split = 'train' and labels.label = 0 then labels.human_id end) as training_negatives,
        count(distinct case when splits.split = 'holdout' and labels.label = 1 then labels.human_id end) as holdout_positives,
        count(distinct case when splits.split = 'holdout' and labels.label = 0 then labels.human_id end) as holdout_negatives,
        count(distinct labels.feature_date) as feature_dates
    from predictions
    left join labels on predictions.prediction_name = labels.prediction_name
    left join splits
        on labels.prediction_name = splits.prediction_name and labels.feature_date = splits.feature_date
    group by predictions.prediction_name
),

needs as (
    select
        *,
        {{ setting('training_positives_needed') }} as training_positives_needed,
        {{ setting('holdout_positives_needed') }} as holdout_positives_needed
    from counts
),

data_sufficiency as (
    select
        prediction_name,
        case
            when feature_dates = 0 then 'no_history'
            when training_positives + training_negatives = 0 then 'short_history'
            when least(training_positives, training_negatives) < training_positives_needed then 'too_few_to_learn'
            when least(holdout_positives, holdout_negatives) < holdout_positives_needed then 'too_few_to_grade'
            else 'sufficient'
        end as verdict,
        case
            when feature_dates = 0
                then 'No feature date has matured yet: the outcome of not one can be known.'
            when training_positives + training_negatives = 0
                then 'Only ' || feature_dates || ' feature dates have matured, and training needs some that end before the holdout.'
            when least(training_positives, training_negatives) < training_positives_needed
                then
                    'Training has ' || training_positives || ' people with the outcome and ' || training_negatives
                    || ' without; it needs ' || training_positives_needed || ' of each.'
            when least(holdout_positives, holdout_negatives) < holdout_positives_needed
                then
                    'The holdout has ' || holdout_positives || ' people with the outcome and ' || holdout_negatives
                    || ' without; it needs ' || holdout_positives_needed || ' of each.'
            else
                training_positives || ' people with the outcome to learn from and ' || holdout_positives || ' to grade on.'
        end as reason,
        people,
        positives,
        training_positives,
        holdout_positives,
        training_positives_needed,
        holdout_positives_needed,
        cast(null as date) as ready_on
    from needs
)

select * from data_sufficiency
