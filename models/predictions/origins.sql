{# One row per prediction and origin, a moment up to which a model learns, to be graded on what follows. #}

with

label_dates as (
    select
        *,
        {{ days_between("cast('1970-01-05' as date)", 'feature_date') }} as day,
        max(feature_date) over (partition by prediction_name) as last_date
    from {{ ref('label_dates') }}
),

needed_outcomes as (
    select * from {{ ref('needed_outcomes') }}
),

last_days as (
    select
        prediction_name,
        last_date,
        min(feature_date) as feature_date
    from label_dates
    where feature_date > {{ add_days('last_date', -setting('holdout_days')) }}
    group by prediction_name, last_date
),

-- dates since which there is enough to grade on, with something settled before to learn from
gradable_dates as (
    select
        label_dates.prediction_name,
        label_dates.feature_date
    from label_dates
    inner join needed_outcomes on label_dates.prediction_name = needed_outcomes.prediction_name
    where label_dates.humans_since >= needed_outcomes.holdout_positives_needed and label_dates.settled_dates > 0
),

-- the last days, and as many before as it takes to have enough to grade on, if there are as many
latest_holdouts as (
    select
        last_days.prediction_name,
        last_days.last_date,
        coalesce(max(gradable_dates.feature_date), last_days.feature_date) as holdout_from
    from last_days
    left join gradable_dates
        on last_days.prediction_name = gradable_dates.prediction_name
        and last_days.feature_date >= gradable_dates.feature_date
    group by last_days.prediction_name, last_days.last_date, last_days.feature_date
),

-- a date can serve if there was enough by then to learn from, and at least half as many humans and dates as the latest
-- model has: what learnt from less says little of the latest
serving_dates as (
    select
        label_dates.prediction_name,
        label_dates.feature_date,
        latest.feature_date as latest_from,
        latest.last_date
    from label_dates
    inner join needed_outcomes on label_dates.prediction_name = needed_outcomes.prediction_name
    inner join latest_holdouts on label_dates.prediction_name = latest_holdouts.prediction_name
    inner join label_dates as latest
        on latest_holdouts.prediction_name = latest.prediction_name
        and latest_holdouts.holdout_from = latest.feature_date
    where
        label_dates.feature_date < latest.feature_date
        and label_dates.settled_humans >= needed_outcomes.training_positives_needed
        and 2 * label_dates.settled_humans >= latest.settled_humans
        and 2 * label_dates.settled_dates >= latest.settled_dates
        and {{ setting('backtest_origins') }} > 0
),

-- the calendar is cut every holdout_days, and the cuts stay where they are, so that models need not be trained again
cut_dates as (
    select
        label_dates.prediction_name,
        label_dates.feature_date,
        label_dates.day,
        min(label_dates.feature_date) over (
            partition by label_dates.prediction_name, floor(label_dates.day / {{ setting('holdout_days') }}.0)
        ) as cut_date
    from label_dates
    inner join latest_holdouts
        on label_dates.prediction_name = latest_holdouts.prediction_name
        and label_dates.feature_date < latest_holdouts.holdout_from
),

-- as long as that or twice, four times, ... as long: no shorter than the latest holdout, which holds enough to grade
-- on, and for a long history to have no more than backtest_origins of them
block_lengths as (
    select
        prediction_name,
        {{ setting('holdout_days') }} * power(2, greatest(0, ceil(ln(greatest(
            {{ days_between('latest_from', 'last_date') }} / {{ setting('holdout_days') }}.0,
            {{ days_between('min(feature_date)', 'latest_from') }}
            / ({{ setting('holdout_days') }} * {{ [setting('backtest_origins') - 1, 0.001] | max }})
        )) / ln(2)))) as block_days
    from serving_dates
    group by prediction_name, latest_from, last_date
),

held_out_dates as (
    select
        cut_dates.prediction_name,
        cut_dates.feature_date,
        min(cut_dates.cut_date) over (
            partition by cut_dates.prediction_name, floor(cut_dates.day / block_lengths.block_days)
        ) as holdout_from
    from cut_dates
    inner join block_lengths on cut_dates.prediction_name = block_lengths.prediction_name
    inner join serving_dates
        on cut_dates.prediction_name = serving_dates.prediction_name
        and cut_dates.cut_date = serving_dates.feature_date
    union all
    select
        label_dates.prediction_name,
        label_dates.feature_date,
        latest_holdouts.holdout_from
    from label_dates
    inner join latest_holdouts
        on label_dates.prediction_name = latest_holdouts.prediction_name
        and label_dates.feature_date >= latest_holdouts.holdout_from
),

trainable_dates as (
    select
        held_out_dates.prediction_name,
        held_out_dates.feature_date,
        held_out_dates.holdout_from,
        max(label_dates.feature_date) as training_to
    from held_out_dates
    left join label_dates
        on held_out_dates.prediction_name = label_dates.prediction_name
        and held_out_dates.holdout_from >= label_dates.settled_date
    group by held_out_dates.prediction_name, held_out_dates.feature_date, held_out_dates.holdout_from
),

-- where nothing settled between two, both would have the same model
origins as (
    select
        prediction_name,
        cast(row_number() over (partition by prediction_name order by min(holdout_from) desc) as integer) as origin,
        training_to,
        min(holdout_from) as holdout_from,
        max(feature_date) as holdout_to
    from trainable_dates
    group by prediction_name, training_to
)

select * from origins
