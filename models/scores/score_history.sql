{# One row per prediction, person and feature date ever scored. #}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    pre_hook="{{ forget_scores_of_the_as_of_date() }}"
) }}

with

person_scores as (
    select * from {{ ref('person_scores') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

this_run as (
    select * from {{ source('runs', 'this_run') }}
),

-- what is not published is no history
score_history as (
    select person_scores.*
    from person_scores
    inner join as_of_dates on person_scores.feature_date = as_of_dates.as_of_date
    cross join this_run
    where this_run.is_whole
)

select * from score_history
