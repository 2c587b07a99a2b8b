{# One row per prediction, person and training date, at most training_rows each: its fold, its label, every feature. #}
{{ config(materialized='view') }}

with

labels as (
    select * from {{ ref('labels') }}
),

splits as (
    select * from {{ ref('splits') }}
),

data_sufficiency as (
    select * from {{ ref('data_sufficiency') }}
),

comparable_features as (
    select * from {{ ref('comparable_features') }}
),

candidates as (
    select
        labels.*,
        {{ hash_share('labels.human_id') }} as human_share,
        row_number() over (
            partition by labels.prediction_name
            order by md5(labels.person_id || cast(labels.feature_date as {{ dbt.type_string() }}))
        ) as drawn
    from labels
    inner join splits
        on labels.prediction_name = splits.prediction_name and labels.feature_date = splits.feature_date
    inner join data_sufficiency on labels.prediction_name = data_sufficiency.prediction_name
    where splits.split = 'train' and data_sufficiency.verdict = 'sufficient'
),

candidate_dates as (
    select
        prediction_name,
        feature_date
    from candidates
    group by prediction_name, feature_date
),

-- a fifth of the humans calibrate; another fifth, on the later half of the dates, choose between estimators that were
-- fitted on what had settled by then; the later rows of all others join once the choice is made
choosing_dates as (
    select
        prediction_name,
        percentile_disc(0.5) within group (order by feature_date) as choosing_from
    from candidate_dates
    group by prediction_name
),

folds as (
    select
        candidates.prediction_name,
        candidates.person_id,
        candidates.feature_date,
        candidates.human_id,
        candidates.label,
        case
            when candidates.human_share < 0.2 then 'calibrate'
            when candidates.human_share < 0.4 and candidates.feature_date >= choosing_dates.choosing_from then 'choose'
            when candidates.settled_date <= choosing_dates.choosing_from then 'fit'
            when candidates.human_share >= 0.4 then 'refit'
            else 'unused'
        end as fold
    from candidates
    inner join choosing_dates on candidates.prediction_name = choosing_dates.prediction_name
    where candidates.drawn <= {{ setting('training_rows') }}
),

training_examples as (
    select
        folds.prediction_name,
        folds.human_id,
        folds.fold,
        folds.label,
        comparable_features.*
    from folds
    inner join comparable_features
        on folds.person_id = comparable_features.person_id
        and folds.feature_date = comparable_features.feature_date
    where folds.fold != 'unused'
)

select * from training_examples
