{# One row per prediction: what its models are to be, and until when they learn. #}
{{ config(materialized='view') }}

with

predictions as (
    select * from {{ ref('predictions') }}
),

learning_ends as (
    select * from {{ ref('learning_ends') }}
),

training_specs as (
    select
        predictions.prediction_name,
        predictions.estimator,
        predictions.trusted_features,
        learning_ends.learns_until
    from predictions
    inner join learning_ends on predictions.prediction_name = learning_ends.prediction_name
)

select * from training_specs
