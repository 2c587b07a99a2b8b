{# One row per prediction that misses the AUC its block demands. Nothing reads this, so the test on it stops no one. #}
{{ config(materialized='view') }}

with

model_evaluations as (
    select * from {{ ref('model_evaluations') }}
),

missed_minimums as (
    select
        prediction_name,
        model_version,
        roc_auc,
        minimum_roc_auc
    from model_evaluations
    where is_latest and roc_auc < minimum_roc_auc
)

select * from missed_minimums
