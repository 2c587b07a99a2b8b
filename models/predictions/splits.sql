{# One row per prediction, origin and settled feature date up to its end: whether it trains, is held out, or neither. #}

with

label_dates as (
    select * from {{ ref('label_dates') }}
),

origins as (
    select * from {{ ref('origins') }}
),

splits as (
    select
        label_dates.prediction_name,
        origins.origin,
        label_dates.feature_date,
        case
            when label_dates.feature_date >= origins.holdout_from then 'holdout'
            when label_dates.settled_date <= origins.holdout_from then 'train'
            else 'unused'
        end as split
    from label_dates
    inner join origins
        on label_dates.prediction_name = origins.prediction_name
        and label_dates.feature_date <= origins.holdout_to
)

select * from splits
