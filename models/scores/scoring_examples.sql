{# One row per scored prediction and person asked about at the as-of date, with every feature. #}
{{ config(materialized='view') }}

with

champions as (
    select * from {{ ref('champions') }}
),

populations as (
    select * from {{ ref('populations') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

comparable_features as (
    select * from {{ ref('comparable_features') }}
),

scoring_examples as (
    select
        populations.prediction_name,
        comparable_features.*
    from populations
    inner join champions on populations.prediction_name = champions.prediction_name
    inner join as_of_dates on populations.feature_date = as_of_dates.as_of_date
    inner join comparable_features
        on populations.person_id = comparable_features.person_id
        and populations.feature_date = comparable_features.feature_date
)

select * from scoring_examples
