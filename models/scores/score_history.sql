{# One row per prediction, person and feature date ever scored. #}
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['prediction_name', 'feature_date'],
    full_refresh=false
) }}

with

person_scores as (
    select * from {{ ref('person_scores') }}
),

score_history as (
    select * from person_scores
)

select * from score_history
