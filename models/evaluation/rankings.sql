{# One row per model version, slice, scorer, person and date held out: the score of the model or its rival's. #}
{{ config(materialized='view') }}

with

holdout_scores as (
    select * from {{ ref('holdout_scores') }}
),

slices as (
    select * from {{ ref('slices') }}
),

scores_without_sources as (
    select * from {{ ref('scores_without_sources') }}
),

source_rows as (
    select * from {{ ref('source_rows') }}
    where split = 'holdout'
),

sliced_scores as (
    select
        'everybody' as slice,
        holdout_scores.*
    from holdout_scores
    union all
    select
        slices.slice,
        holdout_scores.*
    from holdout_scores
    inner join slices
        on holdout_scores.prediction_name = slices.prediction_name
        and holdout_scores.model_version = slices.model_version
        and holdout_scores.person_id = slices.person_id
        and holdout_scores.feature_date = slices.feature_date
),

-- a model of all sources beside one that lacks a source, on the same rows
scores_beside_sources as (
    select
        'without ' || without_source.source_name as slice,
        cast(without_source.prediction_name as {{ dbt.type_string() }}) as prediction_name,
        cast(without_source.model_version as {{ dbt.type_string() }}) as model_version,
        cast(without_source.person_id as {{ dbt.type_string() }}) as person_id,
        cast(without_source.feature_date as date) as feature_date,
        source_rows.human_id,
        source_rows.label,
        cast(with_all.score as double) as score_with_all,
        cast(without_source.score as double) as score_without
    from scores_without_sources as without_source
    inner join scores_without_sources as with_all
        on without_source.prediction_name = with_all.prediction_name
        and without_source.person_id = with_all.person_id
        and without_source.feature_date = with_all.feature_date
    inner join source_rows
        on without_source.prediction_name = source_rows.prediction_name
        and without_source.person_id = source_rows.person_id
        and without_source.feature_date = source_rows.feature_date
    where without_source.source_name is not null and with_all.source_name is null
),

rankings as (
    {%- for scorer, score, scores in [
        ('model', 'propensity', 'sliced_scores'),
        ('baseline', 'baseline_score', 'sliced_scores'),
        ('model', 'score_with_all', 'scores_beside_sources'),
        ('baseline', 'score_without', 'scores_beside_sources'),
    ] %}
    select
        prediction_name,
        model_version,
        slice,
        '{{ scorer }}' as scorer,
        person_id,
        feature_date,
        human_id,
        label,
        {{ score }} as score
    from {{ scores }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from rankings
