{# One row per scored prediction, model version and feature that it reads: what cuts its training rows into fifths. #}
{{ config(materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_other_versions() }}") }}
{%- set columns = feature_columns() %}

with

champions as (
    select
        prediction_name,
        model_version
    from {{ ref('champions') }}
),

-- what moves scores by less than a thousandth of all that moves them may do as it likes
drivers as (
    select
        *,
        sum(cast(importance as decimal(28, 12))) over (partition by prediction_name, model_version) as all_importance
    from {{ ref('model_drivers') }}
),

new_versions as (
    select *
    from champions
    {%- if is_incremental() %}
    where
        not exists (
            select 1
            from {{ this }} as written
            where
                written.prediction_name = champions.prediction_name
                and written.model_version = champions.model_version
        )
    {%- endif %}
),

-- two thousand rows say well enough where the fifths are
examples as (
    select drift_examples.*
    from {{ ref('drift_examples') }} as drift_examples
    inner join new_versions
        on drift_examples.prediction_name = new_versions.prediction_name
        and drift_examples.model_version = new_versions.model_version
    where drift_examples.is_training and drift_examples.place_in_training <= 2000
),

example_features as (
    select
        examples.prediction_name,
        examples.model_version,
        comparable_features.*
    from examples
    inner join {{ ref('comparable_features') }} as comparable_features
        on examples.person_id = comparable_features.person_id
        and examples.feature_date = comparable_features.feature_date
),

long_features as (
    {{ long_features('example_features', columns, ['prediction_name', 'model_version']) }}
),

drift_cuts as (
    select
        {%- for fifth in range(1, 5) %}
        percentile_disc({{ fifth / 5 }}) within group (order by long_features.value) as cut_{{ fifth }},
        {%- endfor %}
        long_features.prediction_name,
        long_features.model_version,
        long_features.feature
    from long_features
    inner join drivers
        on long_features.prediction_name = drivers.prediction_name
        and long_features.model_version = drivers.model_version
        and long_features.feature = drivers.feature
    where drivers.importance > 0.001 * drivers.all_importance
    group by long_features.prediction_name, long_features.model_version, long_features.feature
)

select * from drift_cuts
