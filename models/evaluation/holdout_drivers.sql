{# One row per told model and feature, topic or source that it reads: how much that moves the scores of the holdout. #}
{{ config(materialized='view') }}

with

measured_drivers as (
    select * from {{ ref('measured_drivers') }}
),

told_models as (
    select
        prediction_name,
        model_version
    from {{ ref('told_models') }}
),

holdout_drivers as (
    select measured_drivers.*
    from measured_drivers
    inner join told_models
        on measured_drivers.prediction_name = told_models.prediction_name
        and measured_drivers.model_version = told_models.model_version
)

select * from holdout_drivers
