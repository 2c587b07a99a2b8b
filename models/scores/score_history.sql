{# One row per prediction, person and feature date ever scored, for as long as it is kept. #}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='append_new_columns',
    pre_hook="{{ forget_scores() }}"
) }}

with

person_scores as (
    select * from {{ ref('person_scores') }}
),

predictions as (
    select
        prediction_name,
        {{ what_is_asked() }} as asked
    from {{ ref('predictions') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

this_run as (
    select * from {{ source('runs', 'this_run') }}
),

-- what is not published is no history
score_history as (
    select
        person_scores.*,
        predictions.asked
    from person_scores
    inner join as_of_dates on person_scores.feature_date = as_of_dates.as_of_date
    inner join predictions on person_scores.prediction_name = predictions.prediction_name
    cross join this_run
    where this_run.is_whole
)

select * from score_history
