{# One row per row that a model that may score is graded on, with every feature, the human, and its score's band. #}
{{ config(materialized='view') }}

with

holdout_examples as (
    select * from {{ ref('holdout_examples') }}
    where origin <= 1
),

holdout_deciles as (
    select * from {{ ref('holdout_deciles') }}
),

-- the top tenth and the lowest six, as scores are banded
driver_examples as (
    select
        holdout_deciles.human_id,
        case
            when holdout_deciles.decile = 10 then 'high'
            when holdout_deciles.decile <= 6 then 'low'
            else 'medium'
        end as propensity_band,
        holdout_examples.*
    from holdout_examples
    inner join holdout_deciles
        on holdout_examples.prediction_name = holdout_deciles.prediction_name
        and holdout_examples.model_version = holdout_deciles.model_version
        and holdout_examples.person_id = holdout_deciles.person_id
        and holdout_examples.feature_date = holdout_deciles.feature_date
)

select * from driver_examples
