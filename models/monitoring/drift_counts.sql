{# One row per model that may score, feature and date: how many people fall into each fifth, or none. #}
{%- set columns = feature_columns() %}

with

drift_cuts as (
    select * from {{ ref('drift_cuts') }}
),

trained_models as (
    select
        prediction_name,
        model_version
    from {{ ref('trained_models') }}
    where origin <= 1
),

known_counts as (
    select last_counts.*
    from {{ source('previous', 'drift_counts') }} as last_counts
    inner join trained_models
        on last_counts.prediction_name = trained_models.prediction_name
        and last_counts.model_version = trained_models.model_version
    where not last_counts.is_as_of
),

examples as (
    select *
    from {{ ref('drift_examples') }} as drift_examples
    where
        is_as_of
        or not exists (
            select 1
            from known_counts
            where
                known_counts.prediction_name = drift_examples.prediction_name
                and known_counts.model_version = drift_examples.model_version
        )
),

date_rows as (
    select
        prediction_name,
        model_version,
        feature_date,
        is_as_of,
        is_training,
        count(*) as all_rows
    from examples
    group by prediction_name, model_version, feature_date, is_as_of, is_training
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
    {{ long_features('example_features', columns, ['prediction_name', 'model_version', 'feature_date']) }}
),

counts as (
    select
        {%- for fifth in range(1, 5) %}
        sum(case when long_features.value <= drift_cuts.cut_{{ fifth }} then 1 else 0 end) as up_to_{{ fifth }},
        {%- endfor %}
        long_features.prediction_name,
        long_features.model_version,
        long_features.feature,
        long_features.feature_date,
        count(*) as value_rows
    from long_features
    inner join drift_cuts
        on long_features.prediction_name = drift_cuts.prediction_name
        and long_features.model_version = drift_cuts.model_version
        and long_features.feature = drift_cuts.feature
    group by
        long_features.prediction_name,
        long_features.model_version,
        long_features.feature,
        long_features.feature_date
),

new_counts as (
    select
        drift_cuts.prediction_name,
        drift_cuts.model_version,
        drift_cuts.feature,
        date_rows.feature_date,
        date_rows.is_as_of,
        date_rows.is_training,
        cast(coalesce(counts.up_to_1, 0) as bigint) as rows_1,
        {%- for fifth in range(2, 5) %}
        cast(coalesce(counts.up_to_{{ fifth }} - counts.up_to_{{ fifth - 1 }}, 0) as bigint) as rows_{{ fifth }},
        {%- endfor %}
        cast(coalesce(counts.value_rows - counts.up_to_4, 0) as bigint) as rows_5,
        cast(date_rows.all_rows - coalesce(counts.value_rows, 0) as bigint) as rows_without
    from drift_cuts
    inner join date_rows
        on drift_cuts.prediction_name = date_rows.prediction_name
        and drift_cuts.model_version = date_rows.model_version
    left join counts
        on drift_cuts.prediction_name = counts.prediction_name
        and drift_cuts.model_version = counts.model_version
        and drift_cuts.feature = counts.feature
        and date_rows.feature_date = counts.feature_date
),

drift_counts as (
    {%- for relation in ['new_counts', 'known_counts'] %}
    select
        prediction_name,
        model_version,
        feature,
        feature_date,
        is_as_of,
        is_training,
        {%- for fifth in range(1, 6) %}
        rows_{{ fifth }},
        {%- endfor %}
        rows_without
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from drift_counts
