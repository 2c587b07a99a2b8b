{# One row per model version, slice, scorer, person and date held out: the score of the model, or of the naive rule. #}
{{ config(materialized='view') }}

with

holdout_scores as (
    select * from {{ ref('holdout_scores') }}
),

slices as (
    select * from {{ ref('slices') }}
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

rankings as (
    {%- for scorer, score in {'model': 'propensity', 'baseline': 'baseline_score'}.items() %}
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
    from sliced_scores
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from rankings
