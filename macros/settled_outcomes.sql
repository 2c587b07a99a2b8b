{% macro settled_outcomes(dates, asked) -%}
    {#-
    CTEs that end in `settled_outcomes`: one row per prediction, feature date and person of `asked` (prediction_name, feature_date,
    person_id) whose outcome has settled by the as-of date, with the label. `dates` is the CTE of the dates asked about
    (prediction_name, feature_date). They read predictions, as_of_dates, outcome_events and identifiers_by_date, which has
    those dates and the days on which they settle.
    -#}
settled_dates as (
    select
        predictions.prediction_name,
        predictions.outcome_at_least,
        predictions.outcome_happens,
        {{ dates }}.feature_date,
        {{ add_days(dates ~ '.feature_date', 'predictions.gap_days') }} as outcomes_from,
        {{ add_days(dates ~ '.feature_date', 'predictions.gap_days + predictions.horizon_days') }} as outcomes_to,
        {{ add_days(dates ~ '.feature_date', 'predictions.settled_after_days') }} as settled_date
    from predictions
    inner join {{ dates }} on predictions.prediction_name = {{ dates }}.prediction_name
    cross join as_of_dates
    where {{ add_days(dates ~ '.feature_date', 'predictions.settled_after_days') }} <= as_of_dates.as_of_date
),

settled_pairs as (
    select
        feature_date,
        settled_date as later_date
    from settled_dates
    group by feature_date, settled_date
),

-- of a person whose identifiers belong to nobody when the outcome settles there is no label
{{ successors('settled_pairs') }},

asked_then as (
    select
        {{ asked }}.prediction_name,
        {{ asked }}.person_id,
        {{ asked }}.feature_date,
        settled_dates.settled_date,
        settled_dates.outcome_at_least,
        settled_dates.outcome_happens,
        successors.later_person_id as settled_person_id
    from {{ asked }}
    inner join settled_dates
        on {{ asked }}.prediction_name = settled_dates.prediction_name
        and {{ asked }}.feature_date = settled_dates.feature_date
    inner join successors
        on {{ asked }}.person_id = successors.person_id
        and {{ asked }}.feature_date = successors.feature_date
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

settled_outcomes as (
    select
        asked_then.prediction_name,
        asked_then.person_id,
        asked_then.feature_date,
        asked_then.settled_date,
        asked_then.settled_person_id,
        case
            when (coalesce(outcomes.outcome_count, 0) >= asked_then.outcome_at_least) = asked_then.outcome_happens then 1
            else 0
        end as label
    from asked_then
    left join outcomes
        on asked_then.prediction_name = outcomes.prediction_name
        and asked_then.feature_date = outcomes.feature_date
        and asked_then.settled_person_id = outcomes.settled_person_id
)
{%- endmacro %}
