{# One row per model version that would score: whether it may, and why. #}

with

model_evaluations as (
    select * from {{ ref('model_evaluations') }}
),

model_status as (
    select
        prediction_name,
        model_version,
        case when is_approved then 'champion' else 'rejected' end as status,
        reason
    from model_evaluations
    where is_latest
)

select * from model_status
