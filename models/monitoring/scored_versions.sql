{# One row per prediction and model version that ever scored: how good it was said to be when it began. #}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false
) }}

with

scoring_versions as (
    select
        prediction_name,
        model_version,
        min(feature_date) as first_scored
    from {{ ref('score_history') }}
    group by prediction_name, model_version
),

model_evaluations as (
    select * from {{ ref('model_evaluations') }}
),

scored_versions as (
    select
        scoring_versions.prediction_name,
        scoring_versions.model_version,
        scoring_versions.first_scored,
        model_evaluations.roc_auc,
        model_evaluations.roc_auc_low,
        model_evaluations.roc_auc_high,
        model_evaluations.roc_auc_spread
    from scoring_versions
    inner join model_evaluations
        on scoring_versions.prediction_name = model_evaluations.prediction_name
        and scoring_versions.model_version = model_evaluations.model_version
    {%- if is_incremental() %}
    where
        not exists (
            select 1
            from {{ this }} as written
            where
                written.prediction_name = scoring_versions.prediction_name
                and written.model_version = scoring_versions.model_version
        )
    {%- endif %}
)

select * from scored_versions
