{# One row per prediction, feature date and person asked about, once the outcome is settled: whether it happened. #}

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

labelled_dates as (
    select feature_date
    from settled_outcomes
    group by feature_date
),

-- who a person turned out to be is who its identifiers belong to later
humans as (
    select
        labelled_dates.feature_date,
        earlier.person_id,
        min(later.person_id) as human_id
    from labelled_dates
    inner join identifiers_by_date as earlier on labelled_dates.feature_date = earlier.feature_date
    cross join as_of_dates
    inner join identifiers_by_date as later
        on as_of_dates.as_of_date = later.feature_date
        and earlier.identifier = later.identifier
    group by labelled_dates.feature_date, earlier.person_id
),

labels as (
    select
        settled_outcomes.prediction_name,
        settled_outcomes.person_id,
        settled_outcomes.feature_date,
        settled_outcomes.settled_date,
        coalesce(humans.human_id, settled_outcomes.person_id) as human_id,
        settled_outcomes.label
    from settled_outcomes
    left join humans
        on settled_outcomes.person_id = humans.person_id
        and settled_outcomes.feature_date = humans.feature_date
)

select * from labels
