{# One row per prediction: the naive rule that ranked best on the training dates, and how well it ranks the holdout. #}

with

ranking_qualities as (
    select * from {{ ref('ranking_qualities') }}
    where scorer != 'model'
),

-- a rule is turned round where that is how it ranks the training dates
rules as (
    select
        holdout.prediction_name,
        case when training.roc_auc < 0.5 then 'reversed ' || holdout.scorer else holdout.scorer end as baseline_name,
        case when training.roc_auc < 0.5 then 1 - holdout.roc_auc else holdout.roc_auc end as baseline_roc_auc,
        row_number() over (
            partition by holdout.prediction_name
            order by abs(training.roc_auc - 0.5) desc, holdout.scorer
        ) as best_first
    from ranking_qualities as holdout
    inner join ranking_qualities as training
        on holdout.prediction_name = training.prediction_name and holdout.scorer = training.scorer
    where holdout.split = 'holdout' and training.split = 'train'
),

baselines as (
    select
        prediction_name,
        baseline_name,
        baseline_roc_auc
    from rules
    where best_first = 1
)

select * from baselines
