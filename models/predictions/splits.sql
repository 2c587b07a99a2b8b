{# One row per prediction and settled feature date: whether it trains, is held out, or is too near the holdout. #}

with

labels as (
    select * from {{ ref('labels') }}
),

label_dates as (
    select
        prediction_name,
        feature_date,
        settled_date,
        max(feature_date) over (partition by prediction_name) as holdout_to
    from labels
    group by prediction_name, feature_date, settled_date
),

holdouts as (
    select
        prediction_name,
        min(feature_date) as holdout_from
    from label_dates
    where feature_date > {{ add_days('holdout_to', -setting('holdout_days')) }}
    group by prediction_name
),

splits as (
    select
        label_dates.prediction_name,
        label_dates.feature_date,
        case
            when label_dates.feature_date >= holdouts.holdout_from then 'holdout'
            when label_dates.settled_date <= holdouts.holdout_from then 'train'
            else 'unused'
        end as split
    from label_dates
    inner join holdouts on label_dates.prediction_name = holdouts.prediction_name
)

select * from splits
