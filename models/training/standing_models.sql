{# One row per model of an earlier build that may go on scoring: a champion, or one that model_decisions names. #}
{{ config(materialized='view') }}

with

model_registry as (
    select * from {{ source('previous', 'model_registry') }}
),

model_status as (
    select * from {{ source('previous', 'model_status') }}
),

model_decisions as (
    select * from {{ ref(setting('model_decisions')) }}
),

named as (
    select
        prediction_name,
        model_version
    from model_status
    where status = 'champion'
    union
    select
        prediction_name,
        model_version
    from model_decisions
    where decision in ('pin', 'roll_back')
),

standing_models as (
    select model_registry.*
    from model_registry
    inner join named
        on model_registry.prediction_name = named.prediction_name
        and model_registry.model_version = named.model_version
)

select * from standing_models
