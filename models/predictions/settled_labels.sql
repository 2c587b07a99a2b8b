{# One row per prediction, feature date and person asked about whose outcome has settled by the as-of date. #}

with

predictions as (
    select * from {{ ref('predictions') }}
),

populations as (
    select * from {{ ref('populations') }}
),

outcome_events as (
    select * from {{ ref('outcome_events') }}
),

feature_dates as (
    select * from {{ ref('feature_dates') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

identifiers_by_date as (
    select * from {{ ref('identifiers_by_date') }}
),

calendar_dates as (
    select
        predictions.prediction_name,
        feature_dates.feature_date
    from predictions
    cross join feature_dates
    where feature_dates.is_calendar
),

{{ settled_outcomes('calendar_dates', 'populations') }},

settled_labels as (
    select
        prediction_name,
        person_id,
        feature_date,
        settled_date,
        settled_person_id,
        label
    from settled_outcomes
)

select * from settled_labels
