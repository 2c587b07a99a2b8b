{# One row per model that may score and feature that it reads: what cuts its training rows into fifths. #}
{%- set columns = feature_columns() %}

with

trained_models as (
    select
        prediction_name,
        model_version
    from {{ ref('trained_models') }}
    where origin <= 1
),

known_cuts as (
    select last_cuts.*
    from {{ source('previous', 'drift_cuts') }} as last_cuts
    inner join trained_models
        on last_cuts.prediction_name = trained_models.prediction_name
        and last_cuts.model_version = trained_models.model_version
),

-- what moves scores by less than a thousandth of all that moves them may do as it likes
drivers as (
    select
        *,
        sum(cast(importance as decimal(28, 12))) over (partition by prediction_name, model_version) as all_importance
    from {{ ref('measured_drivers') }}
    where kind = 'feature'
),

-- two thousand rows say well enough where the fifths are
examples as (
    select *
    from {{ ref('drift_examples') }} as drift_examples
    where
        is_training
        and place_in_training <= 2000
        and not exists (
            select 1
            from known_cuts
            where
                known_cuts.prediction_name = drift_examples.prediction_name
                and known_cuts.model_version = drift_examples.model_version
        )
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

new_cuts as (
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
        and long_features.feature = drivers.name
    where drivers.importance > 0.001 * drivers.all_importance
    group by long_features.prediction_name, long_features.model_version, long_features.feature
),

drift_cuts as (
    {%- for relation in ['new_cuts', 'known_cuts'] %}
    select
        prediction_name,
        model_version,
        feature,
        cut_1,
        cut_2,
        cut_3,
        cut_4
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from drift_cuts
