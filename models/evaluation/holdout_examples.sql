{# One row per prediction, model version, person and date held out from it, with every feature. #}
{{ config(materialized='view') }}

with

example_rows as (
    select * from {{ ref('example_rows') }}
    where split = 'holdout'
),

trained_models as (
    select * from {{ ref('trained_models') }}
),

segments as (
    select * from {{ ref('segments') }}
),

comparable_features as (
    select * from {{ ref('comparable_features') }}
),

holdout_examples as (
    select
        example_rows.prediction_name,
        trained_models.origin,
        trained_models.model_version,
        segments.is_in_segment as segment,
        comparable_features.*
    from example_rows
    inner join trained_models
        on example_rows.prediction_name = trained_models.prediction_name
        -- what stands is graded beside the latest, on the same people
        and example_rows.origin = greatest(1, trained_models.origin)
    inner join comparable_features
        on example_rows.person_id = comparable_features.person_id
        and example_rows.feature_date = comparable_features.feature_date
    left join segments
        on example_rows.prediction_name = segments.prediction_name
        and example_rows.person_id = segments.person_id
        and example_rows.feature_date = segments.feature_date
)

select * from holdout_examples
