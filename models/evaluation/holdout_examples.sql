{# One row per prediction, person and holdout date with every feature. #}
{{ config(materialized='view') }}

with

labels as (
    select * from {{ ref('labels') }}
),

splits as (
    select * from {{ ref('splits') }}
),

comparable_features as (
    select * from {{ ref('comparable_features') }}
),

holdout_examples as (
    select
        labels.prediction_name,
        comparable_features.*
    from labels
    inner join splits
        on labels.prediction_name = splits.prediction_name and labels.feature_date = splits.feature_date
    inner join comparable_features
        on labels.person_id = comparable_features.person_id and labels.feature_date = comparable_features.feature_date
    where splits.split = 'holdout'
)

select * from holdout_examples
