{# One row per prediction, person and scored date whose outcome has settled: what was said, and what then happened. #}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget_matured_scores() }}"
) }}
{%- set groups = {
    'everybody': 'prediction_name, feature_date',
    'group': 'prediction_name, feature_date, is_control',
} %}

with

score_history as (
    select * from {{ ref('score_history') }}
),

predictions as (
    select
        *,
        {{ what_is_asked() }} as asked
    from {{ ref('predictions') }}
),

outcome_events as (
    select * from {{ ref('outcome_events') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

-- what was asked otherwise then has no outcome now
settled_history as (
    select score_history.*
    from score_history
    inner join predictions
        on score_history.prediction_name = predictions.prediction_name
        and score_history.asked = predictions.asked
    cross join as_of_dates
    where
        {{ add_days('score_history.feature_date', 'predictions.settled_after_days') }} <= as_of_dates.as_of_date
),

scores_to_settle as (
    select *
    from settled_history
    {%- if is_incremental() %}
    where
        not exists (
            select 1
            from {{ this }} as matured
            where
                matured.prediction_name = settled_history.prediction_name
                and matured.feature_date = settled_history.feature_date
        )
    {%- endif %}
),

scored_dates as (
    select
        prediction_name,
        feature_date
    from scores_to_settle
    group by prediction_name, feature_date
),

identity_dates as (
    select feature_date
    from scored_dates
    union
    select {{ add_days('scored_dates.feature_date', 'predictions.settled_after_days') }} as feature_date
    from scored_dates
    inner join predictions on scored_dates.prediction_name = predictions.prediction_name
),

identifiers_by_date as (
    {{ identifiers_at('identity_dates') }}
),

{{ settled_outcomes('scored_dates', 'scores_to_settle') }},

settled_scores as (
    select
        scores_to_settle.prediction_name,
        scores_to_settle.person_id,
        scores_to_settle.feature_date,
        scores_to_settle.model_version,
        scores_to_settle.propensity,
        coalesce(scores_to_settle.is_control, false) as is_control,
        settled_outcomes.settled_date,
        settled_outcomes.settled_person_id as human_id,
        settled_outcomes.label
    from scores_to_settle
    inner join settled_outcomes
        on scores_to_settle.prediction_name = settled_outcomes.prediction_name
        and scores_to_settle.person_id = settled_outcomes.person_id
        and scores_to_settle.feature_date = settled_outcomes.feature_date
),

{%- for rivals, columns in groups.items() %}

-- among {{ rivals }}: how many of each label there are, up to the score and with the same score
counts_in_{{ rivals }} as (
    select
        prediction_name,
        person_id,
        feature_date,
        label,
        sum(label) over (partition by {{ columns }}) as positives,
        sum(1 - label) over (partition by {{ columns }}) as negatives,
        sum(label) over (partition by {{ columns }} order by propensity) as positives_up_to,
        sum(1 - label) over (partition by {{ columns }} order by propensity) as negatives_up_to,
        sum(label) over (partition by {{ columns }}, propensity) as positives_alike,
        sum(1 - label) over (partition by {{ columns }}, propensity) as negatives_alike
    from settled_scores
),

placements_in_{{ rivals }} as (
    select
        prediction_name,
        person_id,
        feature_date,
        case
            when label = 1 then (negatives_up_to - negatives_alike / 2e0) / nullif(negatives, 0)
            else (positives - positives_up_to + positives_alike / 2e0) / nullif(positives, 0)
        end as placement
    from counts_in_{{ rivals }}
),
{%- endfor %}

matured_scores as (
    select
        settled_scores.*,
        placements_in_everybody.placement as placement_in_everybody,
        placements_in_group.placement as placement_in_group
    from settled_scores
    inner join placements_in_everybody
        on settled_scores.prediction_name = placements_in_everybody.prediction_name
        and settled_scores.person_id = placements_in_everybody.person_id
        and settled_scores.feature_date = placements_in_everybody.feature_date
    inner join placements_in_group
        on settled_scores.prediction_name = placements_in_group.prediction_name
        and settled_scores.person_id = placements_in_group.person_id
        and settled_scores.feature_date = placements_in_group.feature_date
)

select * from matured_scores
