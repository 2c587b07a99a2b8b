{# One row per prediction, person and holdout date with every feature. #}
{{ config(materialized='view') }}

with

labels as (
    select * from {{ ref('labels') }}
),

splits as (
    select * from {{ ref('splits') }}
),

person_features as (
    select * from {{ ref('person_features') }}
),

holdout_examples as (
    select
        labels.prediction_name,
        person_features.*
    from labels
    inner join splits
        on labels.prediction_name = splits.prediction_name and labels.feature_date = splits.feature_date
    inner join person_features
        on labels.person_id = person_features.person_id and labels.feature_date = person_features.feature_date
    where splits.split = 'holdout'
)

select * from holdout_examples
