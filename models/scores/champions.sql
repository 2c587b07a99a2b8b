{# One row per prediction that is scored: the approved model with its artefact. #}
{{ config(materialized='view') }}

with

model_status as (
    select * from {{ ref('model_status') }}
    where status = 'champion'
),

trained_models as (
    select * from {{ ref('trained_models') }}
),

champions as (
    select trained_models.*
    from model_status
    inner join trained_models
        on model_status.prediction_name = trained_models.prediction_name
        and model_status.model_version = trained_models.model_version
)

select * from champions
