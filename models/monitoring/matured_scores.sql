{# One row per prediction, person and feature date that was scored and whose outcome has settled: what was said, what happened. #}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget_matured_scores() }}"
) }}

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
scores_to_settle as (
    select score_history.*
    from score_history
    inner join predictions
        on score_history.prediction_name = predictions.prediction_name
        and score_history.asked = predictions.asked
    cross join as_of_dates
    where
        {{ add_days('score_history.feature_date', 'predictions.settled_after_days') }} <= as_of_dates.as_of_date
        {%- if is_incremental() %}
        and not exists (
            select 1
            from {{ this }} as matured
            where
                matured.prediction_name = score_history.prediction_name
                and matured.feature_date = score_history.feature_date
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
        scores_to_settle.propensity,
        scores_to_settle.model_version,
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

{%- set groups = {'everybody': '', 'group': ', is_control'} %}

counts as (
    select
        {%- for group, column in groups.items() %}
        {%- for class, is_one in {'positives': 'label', 'negatives': '1 - label'}.items() %}
        sum({{ is_one }}) over (partition by prediction_name, feature_date{{ column }}) as {{ group }}_{{ class }},
        sum({{ is_one }}) over (partition by prediction_name, feature_date{{ column }} order by propensity)
            as {{ group }}_{{ class }}_up_to,
        sum({{ is_one }}) over (partition by prediction_name, feature_date{{ column }}, propensity)
            as {{ group }}_{{ class }}_alike,
        {%- endfor %}
        {%- endfor %}
        settled_scores.*
    from settled_scores
),

matured_scores as (
    select
        prediction_name,
        person_id,
        feature_date,
        model_version,
        propensity,
        is_control,
        settled_date,
        human_id,
        label,
        {%- for group in groups %}
        case
            when label = 1
                then ({{ group }}_negatives_up_to - {{ group }}_negatives_alike / 2e0) / nullif({{ group }}_negatives, 0)
            else
                ({{ group }}_positives - {{ group }}_positives_up_to + {{ group }}_positives_alike / 2e0)
                / nullif({{ group }}_positives, 0)
        end as placement_in_{{ group }}{{ ',' if not loop.last }}
        {%- endfor %}
    from counts
)

select * from matured_scores
