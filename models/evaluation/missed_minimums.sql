{# One row per prediction whose model misses the AUC its block demands. Nothing reads this, so its test stops no one. #}
{{ config(materialized='view') }}

with

model_evaluations as (
    select * from {{ ref('model_evaluations') }}
),

told_models as (
    select * from {{ ref('told_models') }}
),

missed_minimums as (
    select
        model_evaluations.prediction_name,
        model_evaluations.model_version,
        model_evaluations.roc_auc,
        model_evaluations.minimum_roc_auc
    from model_evaluations
    inner join told_models
        on model_evaluations.prediction_name = told_models.prediction_name
        and model_evaluations.model_version = told_models.model_version
    where model_evaluations.roc_auc < model_evaluations.minimum_roc_auc
)

select * from missed_minimums
