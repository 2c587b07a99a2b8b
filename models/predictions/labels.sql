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

settled_dates as (
    select
        predictions.prediction_name,
        predictions.outcome_at_least,
        predictions.outcome_happens,
        feature_dates.feature_date,
        {{ add_days('feature_dates.feature_date', 'predictions.gap_days') }} as outcomes_from,
        {{ add_days('feature_dates.feature_date', 'predictions.gap_days + predictions.horizon_days') }} as outcomes_to,
        {{ add_days('feature_dates.feature_date', 'predictions.settled_after_days') }} as settled_date,
        as_of_dates.as_of_date
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
    union
    select
        feature_date,
        as_of_date as later_date
    from settled_dates
),

-- who a person turned out to be is who its identifiers belong to later; of one that belongs to nobody there is no label
successors as (
    select
        earlier.feature_date,
        earlier.person_id,
        date_pairs.later_date,
        min(later.person_id) as later_person_id
    from date_pairs
    inner join identifiers_by_date as earlier on date_pairs.feature_date = earlier.feature_date
    inner join identifiers_by_date as later
        on date_pairs.later_date = later.feature_date
        and earlier.identifier = later.identifier
    group by earlier.feature_date, earlier.person_id, date_pairs.later_date
),

asked as (
    select
        populations.prediction_name,
        populations.person_id,
        populations.feature_date,
        settled_dates.settled_date,
        settled_dates.outcome_at_least,
        settled_dates.outcome_happens,
        settled_persons.later_person_id as settled_person_id,
        coalesce(humans.later_person_id, populations.person_id) as human_id
    from populations
    inner join settled_dates
        on populations.prediction_name = settled_dates.prediction_name
        and populations.feature_date = settled_dates.feature_date
    inner join successors as settled_persons
        on populations.person_id = settled_persons.person_id
        and populations.feature_date = settled_persons.feature_date
        and settled_dates.settled_date = settled_persons.later_date
    left join successors as humans
        on populations.person_id = humans.person_id
        and populations.feature_date = humans.feature_date
        and settled_dates.as_of_date = humans.later_date
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

labels as (
    select
        asked.prediction_name,
        asked.person_id,
        asked.feature_date,
        asked.settled_date,
        asked.human_id,
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

select * from labels
