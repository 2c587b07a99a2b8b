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

needed_outcomes as (
    select * from {{ ref('needed_outcomes') }}
),

outcome_events as (
    select * from {{ ref('outcome_events') }}
),

identifiers_by_date as (
    select * from {{ ref('identifiers_by_date') }}
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
    where splits.origin = 1
    group by labels.prediction_name, splits.split, labels.human_id
),

split_counts as (
    select
        prediction_name,
        sum(case when split = 'train' then has_outcome else 0 end) as training_positives,
        sum(case when split = 'train' then 1 - never_lacks_outcome else 0 end) as training_negatives,
        sum(case when split = 'holdout' then has_outcome else 0 end) as holdout_positives,
        sum(case when split = 'holdout' then 1 - never_lacks_outcome else 0 end) as holdout_negatives
    from human_labels
    group by prediction_name
),

label_spans as (
    select
        prediction_name,
        cast(count(*) as bigint) as dates,
        min(feature_date) as first_date,
        max(feature_date) as last_date
    from {{ ref('label_dates') }}
    group by prediction_name
),

first_outcomes as (
    select
        prediction_name,
        identifier,
        min(known_date) as known_date
    from outcome_events
    group by prediction_name, identifier
),

-- of those asked last, who had the event before
earlier_outcomes as (
    select
        label_spans.prediction_name,
        count(distinct labels.person_id) as people_asked_last,
        count(distinct case when first_outcomes.identifier is not null then labels.person_id end) as people_who_had_it
    from label_spans
    inner join labels
        on label_spans.prediction_name = labels.prediction_name and label_spans.last_date = labels.feature_date
    inner join identifiers_by_date
        on labels.feature_date = identifiers_by_date.feature_date and labels.person_id = identifiers_by_date.person_id
    left join first_outcomes
        on labels.prediction_name = first_outcomes.prediction_name
        and identifiers_by_date.identifier = first_outcomes.identifier
        and labels.feature_date > first_outcomes.known_date
    group by label_spans.prediction_name
),

needs as (
    select
        predictions.prediction_name,
        predictions.population,
        predictions.missing_columns,
        predictions.outcome_event,
        predictions.horizon_days,
        predictions.gap_days,
        predictions.settled_after_days,
        predictions.outcome_happens,
        predictions.outcome_happens
        and predictions.outcome_at_least = 1
        and coalesce(earlier_outcomes.people_who_had_it = earlier_outcomes.people_asked_last, false)
            as all_had_it_before,
        coalesce(needed_outcomes.people, 0) as people,
        coalesce(needed_outcomes.positives, 0) as positives,
        coalesce(needed_outcomes.negatives, 0) as negatives,
        coalesce(label_spans.dates, 0) as dates,
        cast(coalesce(split_counts.training_positives, 0) as bigint) as training_positives,
        cast(coalesce(split_counts.training_negatives, 0) as bigint) as training_negatives,
        cast(coalesce(split_counts.holdout_positives, 0) as bigint) as holdout_positives,
        cast(coalesce(split_counts.holdout_negatives, 0) as bigint) as holdout_negatives,
        needed_outcomes.training_positives_needed,
        needed_outcomes.holdout_positives_needed,
        {{ days_between('label_spans.first_date', 'label_spans.last_date') }} as label_span,
        feature_dates.first_date as history_from,
        {{ days_between('feature_dates.first_date', 'as_of_dates.as_of_date') }} as history_days,
        2 * predictions.settled_after_days + {{ setting('holdout_days') }} as history_days_needed,
        {{ add_days('feature_dates.first_date', '2 * predictions.settled_after_days + ' ~ setting('holdout_days')) }}
            as history_until,
        as_of_dates.as_of_date
    from predictions
    cross join feature_dates
    cross join as_of_dates
    left join needed_outcomes on predictions.prediction_name = needed_outcomes.prediction_name
    left join split_counts on predictions.prediction_name = split_counts.prediction_name
    left join label_spans on predictions.prediction_name = label_spans.prediction_name
    left join earlier_outcomes on predictions.prediction_name = earlier_outcomes.prediction_name
),

verdicts as (
    select
        *,
        case
            when people = 0 and history_until <= as_of_date and missing_columns is not null then 'waiting_for_columns'
            when people = 0 and history_until <= as_of_date then 'nobody_asked'
            when people = 0 then 'no_history'
            when training_positives + training_negatives = 0 then 'short_history'
            when positives = 0 and all_had_it_before then 'already_happened'
            when positives = 0 then 'never_happens'
            when negatives = 0 then 'always_happens'
            when least(training_positives, training_negatives) < training_positives_needed then 'too_few_to_learn'
            when least(holdout_positives, holdout_negatives) < holdout_positives_needed then 'too_few_to_grade'
            else 'sufficient'
        end as verdict,
        -- the longest horizon that this much history could learn and grade
        cast(floor((history_days - {{ setting('holdout_days') }}) / 2.0) as integer)
        - gap_days - {{ setting('settle_days') }} as longest_horizon,
        least(positives, negatives) * 1.0 / (label_span + horizon_days) as outcomes_per_day
    from needs
),

-- dates over n days see the outcomes of n days and of the horizon after them
waits as (
    select
        *,
        case
            when verdict in ('no_history', 'short_history') and history_until > as_of_date
                then {{ days_between('as_of_date', 'history_until') }}
            when verdict in ('too_few_to_learn', 'too_few_to_grade')
                then
                    greatest(1, cast(ceil(
                        greatest(0, training_positives_needed / outcomes_per_day - horizon_days)
                        + settled_after_days
                        + greatest(
                            {{ setting('holdout_days') }},
                            holdout_positives_needed / outcomes_per_day - horizon_days
                        )
                        - label_span
                    ) as integer))
        end as days_to_wait
    from verdicts
),

remedies as (
    select
        *,
        case when days_to_wait <= 3650 then {{ add_days('as_of_date', 'days_to_wait') }} end as ready_on,
        case
            when days_to_wait <= 365 then 'time'
            when days_to_wait > 365 then 'people'
        end as what_helps
    from waits
),

data_sufficiency as (
    select
        prediction_name,
        verdict,
        {{ sufficiency_reason() }} as reason,
        people,
        positives,
        negatives,
        dates,
        training_positives,
        holdout_positives,
        training_positives_needed,
        holdout_positives_needed,
        outcomes_per_day,
        ready_on,
        what_helps
    from remedies
)

select * from data_sufficiency
