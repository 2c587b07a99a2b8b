{# One row per prediction, person and date held out from the model of its origin, with every feature. #}
{{ config(materialized='view') }}

with

labels as (
    select * from {{ ref('labels') }}
),

splits as (
    select * from {{ ref('splits') }}
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

held_out as (
    select
        labels.prediction_name,
        labels.person_id,
        labels.feature_date,
        trained_models.origin,
        trained_models.model_version,
        row_number() over (
            partition by labels.prediction_name, trained_models.origin
            order by {{ draw('labels') }}
        ) as drawn
    from labels
    inner join splits
        on labels.prediction_name = splits.prediction_name and labels.feature_date = splits.feature_date
    inner join trained_models
        on splits.prediction_name = trained_models.prediction_name and splits.origin = trained_models.origin
    where splits.split = 'holdout'
),

-- all that the latest model can be graded on, and of the earlier ones enough
holdout_examples as (
    select
        held_out.prediction_name,
        held_out.origin,
        held_out.model_version,
        segments.is_in_segment as segment,
        comparable_features.*
    from held_out
    inner join comparable_features
        on held_out.person_id = comparable_features.person_id
        and held_out.feature_date = comparable_features.feature_date
    left join segments
        on held_out.prediction_name = segments.prediction_name
        and held_out.person_id = segments.person_id
        and held_out.feature_date = segments.feature_date
    where held_out.origin = 1 or held_out.drawn <= {{ setting('backtest_rows') }}
)

select * from holdout_examples
