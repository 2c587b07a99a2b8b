{# One row per prediction: until when its model learns, which is the as-of date if retraining is due, and why it is. #}
{%- set days_before_holdout = 'predictions.settled_after_days + ' ~ setting('holdout_days') %}

with

predictions as (
    select
        *,
        {{ what_is_asked() }} as asked,
        {{ what_is_learnt() }} as declared
    from {{ ref('predictions') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

training_codes as (
    select * from {{ ref('training_codes') }}
),

settled_labels as (
    select * from {{ ref('settled_labels') }}
),

feature_catalog as (
    select * from {{ ref('feature_catalog') }}
),

last_ends as (
    select * from {{ source('previous', 'learning_ends') }}
),

champions as (
    select prediction_name
    from {{ source('previous', 'model_status') }}
    where status = 'champion'
),

-- what the last build warned of, and did not before the model learnt
warnings as (
    select
        last_ends.prediction_name,
        count(*) as warnings
    from last_ends
    inner join {{ source('previous', 'alerts') }} as alerts
        on last_ends.prediction_name = alerts.prediction_name
        and last_ends.learns_until < alerts.since
    where alerts.kind in ('drift', 'performance') and alerts.severity = 'warning'
    group by last_ends.prediction_name
),

label_counts as (
    select
        settled_labels.prediction_name,
        max(settled_labels.feature_date) as last_label_date,
        count(distinct case when settled_labels.label = 1 then settled_labels.settled_person_id end) as positives,
        count(distinct case when settled_labels.label = 0 then settled_labels.settled_person_id end) as negatives,
        count(distinct case
            when settled_labels.label = 1 and settled_labels.settled_date <= last_ends.learns_until
                then settled_labels.settled_person_id
        end) as learnt_positives,
        count(distinct case
            when settled_labels.label = 0 and settled_labels.settled_date <= last_ends.learns_until
                then settled_labels.settled_person_id
        end) as learnt_negatives
    from settled_labels
    left join last_ends on settled_labels.prediction_name = last_ends.prediction_name
    group by settled_labels.prediction_name
),

topics as (
    select
        topic,
        min(first_date) as first_date
    from feature_catalog
    where family in ('event', 'attribute')
    group by topic
),

-- event types and attributes that enough people have had on dates that settle before a holdout now, and did not then
new_topics as (
    select
        last_ends.prediction_name,
        count(*) as new_topics
    from last_ends
    inner join predictions on last_ends.prediction_name = predictions.prediction_name
    inner join label_counts on last_ends.prediction_name = label_counts.prediction_name
    inner join topics
        on last_ends.last_label_date < {{ add_days('topics.first_date', days_before_holdout) }}
        and label_counts.last_label_date >= {{ add_days('topics.first_date', days_before_holdout) }}
    group by last_ends.prediction_name
),

now_and_then as (
    select
        predictions.prediction_name,
        predictions.asked,
        predictions.declared,
        predictions.retrain_after_days,
        predictions.retrain_after_growth,
        training_codes.code_version,
        as_of_dates.as_of_date,
        label_counts.last_label_date,
        last_ends.learns_until as learnt_until,
        last_ends.last_label_date as learnt_last_label_date,
        last_ends.declared as declared_then,
        last_ends.code_version as code_version_then,
        last_ends.cause as cause_then,
        {{ days_between('last_ends.learns_until', 'as_of_dates.as_of_date') }} as age_days,
        -- of the two labels the rarer one decides
        case
            when label_counts.positives <= label_counts.negatives
                then label_counts.positives - label_counts.learnt_positives
            else label_counts.negatives - label_counts.learnt_negatives
        end as new_outcomes,
        least(label_counts.positives, label_counts.negatives) as outcomes,
        case when label_counts.positives > label_counts.negatives then 'without' else 'with' end as rarer,
        coalesce(new_topics.new_topics, 0) as new_topics,
        coalesce(warnings.warnings, 0) as warnings,
        champions.prediction_name is not null as is_scored,
        coalesce(label_counts.last_label_date > last_ends.last_label_date, label_counts.last_label_date is not null)
            as has_new_labels
    from predictions
    cross join as_of_dates
    cross join training_codes
    left join last_ends on predictions.prediction_name = last_ends.prediction_name
    left join champions on predictions.prediction_name = champions.prediction_name
    left join label_counts on predictions.prediction_name = label_counts.prediction_name
    left join new_topics on predictions.prediction_name = new_topics.prediction_name
    left join warnings on predictions.prediction_name = warnings.prediction_name
),

causes as (
    select
        *,
        {{ retraining_cause() }} as cause
    from now_and_then
),

learning_ends as (
    select
        prediction_name,
        case when cause is null then learnt_until else as_of_date end as learns_until,
        cause is not null as is_due,
        cause,
        case when cause is null then age_days else 0 end as age_days,
        case when cause is null then new_outcomes else 0 end as new_outcomes,
        outcomes,
        rarer,
        {{ add_days('case when cause is null then learnt_until else as_of_date end', 'retrain_after_days') }} as due_on,
        case when cause is null then learnt_last_label_date else last_label_date end as last_label_date,
        asked,
        declared,
        code_version
    from causes
)

select * from learning_ends
