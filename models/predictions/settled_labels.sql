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

settled_dates as (
    select
        predictions.prediction_name,
        predictions.outcome_at_least,
        predictions.outcome_happens,
        feature_dates.feature_date,
        {{ add_days('feature_dates.feature_date', 'predictions.gap_days') }} as outcomes_from,
        {{ add_days('feature_dates.feature_date', 'predictions.gap_days + predictions.horizon_days') }} as outcomes_to,
        {{ add_days('feature_dates.feature_date', 'predictions.settled_after_days') }} as settled_date
    from predictions
    cross join feature_dates
    cross join as_of_dates
    where
        feature_dates.is_calendar
        and {{ add_days('feature_dates.feature_date', 'predictions.settled_after_days') }} <= as_of_dates.as_of_date
),

date_pairs as (
    select
        feature_date,
        settled_date as later_date
    from settled_dates
    group by feature_date, settled_date
),

-- of a person whose identifiers belong to nobody when the outcome settles there is no label
{{ successors('date_pairs') }},

asked as (
    select
        populations.prediction_name,
        populations.person_id,
        populations.feature_date,
        settled_dates.settled_date,
        settled_dates.outcome_at_least,
        settled_dates.outcome_happens,
        successors.later_person_id as settled_person_id
    from populations
    inner join settled_dates
        on populations.prediction_name = settled_dates.prediction_name
        and populations.feature_date = settled_dates.feature_date
    inner join successors
        on populations.person_id = successors.person_id
        and populations.feature_date = successors.feature_date
        and settled_dates.settled_date = successors.later_date
),

outcomes as (
    select
        outcome_events.prediction_name,
        settled_dates.feature_date,
        identifiers_by_date.person_id as settled_person_id,
        count(*) as outcome_count
    from outcome_events
    inner join settled_dates
        on outcome_events.prediction_name = settled_dates.prediction_name
        and outcome_events.event_date >= settled_dates.outcomes_from
        and outcome_events.event_date < settled_dates.outcomes_to
        and outcome_events.known_date < settled_dates.settled_date
    inner join identifiers_by_date
        on settled_dates.settled_date = identifiers_by_date.feature_date
        and outcome_events.identifier = identifiers_by_date.identifier
    group by outcome_events.prediction_name, settled_dates.feature_date, identifiers_by_date.person_id
),

settled_labels as (
    select
        asked.prediction_name,
        asked.person_id,
        asked.feature_date,
        asked.settled_date,
        asked.settled_person_id,
        case
            when (coalesce(outcomes.outcome_count, 0) >= asked.outcome_at_least) = asked.outcome_happens then 1
            else 0
        end as label
    from asked
    left join outcomes
        on asked.prediction_name = outcomes.prediction_name
        and asked.feature_date = outcomes.feature_date
        and asked.settled_person_id = outcomes.settled_person_id
)

select * from settled_labels
