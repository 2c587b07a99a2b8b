{# One row per model version ever trained: facts of its fit, never changed. #}
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['prediction_name', 'model_version'],
    full_refresh=false
) }}

with

trained_models as (
    select * from {{ ref('trained_models') }}
),

model_registry as (
    select
        cast(prediction_name as {{ dbt.type_string() }}) as prediction_name,
        cast(model_version as {{ dbt.type_string() }}) as model_version,
        cast(trained_at as timestamp) as trained_at,
        cast(estimator as {{ dbt.type_string() }}) as estimator,
        cast(training_from as date) as training_from,
        cast(training_to as date) as training_to,
        cast(examples as bigint) as examples,
        cast(positives as bigint) as positives,
        cast(features as bigint) as features,
        cast(feature_names as {{ dbt.type_string() }}) as feature_names,
        cast(artifact as {{ type_binary() }}) as artifact,
        cast(artifact_sha256 as {{ dbt.type_string() }}) as artifact_sha256,
        cast(sklearn_version as {{ dbt.type_string() }}) as sklearn_version,
        cast(baseline_name as {{ dbt.type_string() }}) as baseline_name,
        cast(strongest_feature as {{ dbt.type_string() }}) as strongest_feature,
        cast(strongest_roc_auc as double) as strongest_roc_auc,
        cast(purest_feature as {{ dbt.type_string() }}) as purest_feature,
        cast(purest_share as double) as purest_share,
        cast(suspects as {{ dbt.type_string() }}) as suspects
    from trained_models
    {%- if is_incremental() %}
    where
        not exists (
            select 1
            from {{ this }} as registered
            where
                registered.prediction_name = trained_models.prediction_name
                and registered.model_version = trained_models.model_version
                and registered.artifact_sha256 = trained_models.artifact_sha256
        )
    {%- endif %}
)

select * from model_registry
