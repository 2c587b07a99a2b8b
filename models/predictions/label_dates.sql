{# One row per prediction and date whose labels are known: how much had settled by then, and how much is known since. #}

with

labels as (
    select * from {{ ref('labels') }}
),

dates as (
    select
        prediction_name,
        feature_date,
        settled_date
    from labels
    group by prediction_name, feature_date, settled_date
),

-- when it was first known of a human that it has the outcome, or can lack it, and on which date it last did
humans as (
    select
        prediction_name,
        human_id,
        label,
        min(settled_date) as first_settled,
        max(feature_date) as last_date
    from labels
    group by prediction_name, human_id, label
),

first_settled as (
    select
        prediction_name,
        first_settled,
        sum(label) as positives,
        sum(1 - label) as negatives
    from humans
    group by prediction_name, first_settled
),

last_dates as (
    select
        prediction_name,
        last_date,
        sum(label) as positives,
        sum(1 - label) as negatives
    from humans
    group by prediction_name, last_date
),

settled as (
    select
        dates.prediction_name,
        dates.feature_date,
        count(*) as settled_dates
    from dates
    inner join dates as earlier
        on dates.prediction_name = earlier.prediction_name and dates.feature_date >= earlier.settled_date
    group by dates.prediction_name, dates.feature_date
),

-- of the two labels the rarer one decides
settled_humans as (
    select
        dates.prediction_name,
        dates.feature_date,
        least(sum(first_settled.positives), sum(first_settled.negatives)) as settled_humans
    from dates
    inner join first_settled
        on dates.prediction_name = first_settled.prediction_name and dates.feature_date >= first_settled.first_settled
    group by dates.prediction_name, dates.feature_date
),

humans_since as (
    select
        dates.prediction_name,
        dates.feature_date,
        least(sum(last_dates.positives), sum(last_dates.negatives)) as humans_since
    from dates
    inner join last_dates
        on dates.prediction_name = last_dates.prediction_name and dates.feature_date <= last_dates.last_date
    group by dates.prediction_name, dates.feature_date
),

label_dates as (
    select
        dates.prediction_name,
        dates.feature_date,
        dates.settled_date,
        cast(coalesce(settled.settled_dates, 0) as bigint) as settled_dates,
        cast(coalesce(settled_humans.settled_humans, 0) as bigint) as settled_humans,
        cast(humans_since.humans_since as bigint) as humans_since
    from dates
    left join settled
        on dates.prediction_name = settled.prediction_name and dates.feature_date = settled.feature_date
    left join settled_humans
        on dates.prediction_name = settled_humans.prediction_name and dates.feature_date = settled_humans.feature_date
    inner join humans_since
        on dates.prediction_name = humans_since.prediction_name and dates.feature_date = humans_since.feature_date
)

select * from label_dates
