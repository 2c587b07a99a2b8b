{# One row per model of an earlier build that may go on scoring: a champion of the question as it is, or a named one. #}
{{ config(materialized='view') }}

with

model_registry as (
    select * from {{ source('previous', 'model_registry') }}
),

model_status as (
    select * from {{ source('previous', 'model_status') }}
),

last_ends as (
    select * from {{ source('previous', 'learning_ends') }}
),

predictions as (
    select
        prediction_name,
        settled_after_days,
        {{ what_is_asked() }} as asked
    from {{ ref('predictions') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

standing_decisions as (
    select * from {{ ref('standing_decisions') }}
),

named as (
    select
        model_status.prediction_name,
        model_status.model_version
    from model_status
    inner join last_ends on model_status.prediction_name = last_ends.prediction_name
    inner join predictions
        on last_ends.prediction_name = predictions.prediction_name
        and last_ends.asked = predictions.asked
    where model_status.status = 'champion'
    union
    select
        prediction_name,
        model_version
    from standing_decisions
    where decision in ('pin', 'roll_back')
),

standing_models as (
    select model_registry.*
    from model_registry
    inner join named
        on model_registry.prediction_name = named.prediction_name
        and model_registry.model_version = named.model_version
    inner join predictions on model_registry.prediction_name = predictions.prediction_name
    cross join as_of_dates
    -- of an as-of date before the last, one may have learnt what happened after it
    where {{ add_days('model_registry.training_to', 'predictions.settled_after_days') }} <= as_of_dates.as_of_date
)

select * from standing_models
