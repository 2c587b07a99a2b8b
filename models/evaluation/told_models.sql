{# One row per prediction with a model: the one that scores, or else the latest, of which the other tables tell. #}
{{ config(materialized='view') }}

with

trained_models as (
    select * from {{ ref('trained_models') }}
    where origin <= 1
),

model_status as (
    select * from {{ ref('model_status') }}
),

placed as (
    select
        trained_models.*,
        model_status.status,
        model_status.reason,
        row_number() over (
            partition by trained_models.prediction_name
            order by
                case when model_status.status = 'champion' then 1 else 2 end,
                trained_models.origin desc,
                trained_models.model_version asc
        ) as place
    from trained_models
    inner join model_status
        on trained_models.prediction_name = model_status.prediction_name
        and trained_models.model_version = model_status.model_version
),

told_models as (
    select
        prediction_name,
        model_version,
        status,
        reason,
        training_from,
        training_to,
        examples,
        positives,
        features
    from placed
    where place = 1
)

select * from told_models
