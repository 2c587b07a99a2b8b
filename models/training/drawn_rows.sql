{# One row per prediction, origin, person and settled feature date that its model learns from or is graded on. #}

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

candidates as (
    select
        labels.*,
        splits.origin,
        splits.split,
        row_number() over (
            partition by labels.prediction_name, splits.origin, splits.split
            order by {{ draw('labels') }}
        ) as drawn
    from labels
    inner join splits
        on labels.prediction_name = splits.prediction_name and labels.feature_date = splits.feature_date
    inner join data_sufficiency on labels.prediction_name = data_sufficiency.prediction_name
    where splits.split in ('train', 'holdout') and data_sufficiency.verdict = 'sufficient'
),

-- enough of the latest origin, and of the earlier ones, whose models only tell how well it went
drawn_rows as (
    select
        prediction_name,
        origin,
        split,
        person_id,
        feature_date,
        settled_date,
        human_id,
        label
    from candidates
    where
        drawn <= case
            when origin = 1 then {{ setting('training_rows') }}
            else {{ [setting('training_rows'), setting('backtest_rows')] | min }}
        end
)

select * from drawn_rows
