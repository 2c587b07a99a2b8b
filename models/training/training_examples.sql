{# One row per prediction, person and training date that is learnt from: its folds, its label, every feature. #}
{{ config(materialized='view') }}

with

example_rows as (
    select * from {{ ref('example_rows') }}
    where split = 'train'
),

comparable_features as (
    select * from {{ ref('comparable_features') }}
),

segments as (
    select * from {{ ref('segments') }}
),

candidates as (
    select
        *,
        {{ hash_share('human_id') }} as human_share
    from example_rows
),

candidate_dates as (
    select
        prediction_name,
        origin,
        feature_date
    from candidates
    group by prediction_name, origin, feature_date
),

-- on the later half of the dates a fifth of the humans calibrate and another fifth choose between estimators that were
-- fitted on what had settled by then; what else there is joins once nothing can be overheard from it any more
choosing_dates as (
    select
        prediction_name,
        origin,
        percentile_disc(0.5) within group (order by feature_date) as choosing_from
    from candidate_dates
    group by prediction_name, origin
),

folds as (
    select
        candidates.prediction_name,
        candidates.origin,
        candidates.person_id,
        candidates.feature_date,
        candidates.human_id,
        candidates.label,
        case
            when candidates.settled_date <= choosing_dates.choosing_from then 'fit'
            when candidates.human_share >= 0.4 then 'refit'
            when candidates.feature_date >= choosing_dates.choosing_from
                then case when candidates.human_share < 0.2 then 'calibrate' else 'choose' end
            when candidates.human_share >= 0.2 then 'refit'
            else 'last'
        end as fold
    from candidates
    inner join choosing_dates
        on candidates.prediction_name = choosing_dates.prediction_name and candidates.origin = choosing_dates.origin
),

-- a row serves the models of several origins, and is read once
folds_by_origin as (
    select
        prediction_name,
        person_id,
        feature_date,
        human_id,
        label,
        {{ folds_by_origin() }}
    from folds
    group by prediction_name, person_id, feature_date, human_id, label
),

training_examples as (
    select
        folds_by_origin.prediction_name,
        folds_by_origin.human_id,
        {%- for origin in range(1, setting('backtest_origins') + 2) %}
        folds_by_origin.fold_of_origin_{{ origin }},
        {%- endfor %}
        folds_by_origin.label,
        segments.is_in_segment as segment,
        comparable_features.*
    from folds_by_origin
    inner join comparable_features
        on folds_by_origin.person_id = comparable_features.person_id
        and folds_by_origin.feature_date = comparable_features.feature_date
    left join segments
        on folds_by_origin.prediction_name = segments.prediction_name
        and folds_by_origin.person_id = segments.person_id
        and folds_by_origin.feature_date = segments.feature_date
)

select * from training_examples
