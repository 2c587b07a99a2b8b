{# One row per prediction: whether its scores are published, since when, and if not, why not. #}

with

predictions as (
    select * from {{ ref('predictions') }}
),

data_sufficiency as (
    select * from {{ ref('data_sufficiency') }}
),

told_models as (
    select
        told_models.*,
        model_evaluations.roc_auc
    from {{ ref('told_models') }} as told_models
    left join {{ ref('model_evaluations') }} as model_evaluations
        on told_models.prediction_name = model_evaluations.prediction_name
        and told_models.model_version = model_evaluations.model_version
),

scored as (
    select
        prediction_name,
        count(*) as people
    from {{ ref('person_scores') }}
    group by prediction_name
),

constant_scores as (
    select * from {{ ref('constant_scores') }}
),

stale_predictions as (
    select * from {{ ref('stale_predictions') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

previous_status as (
    select * from {{ source('previous', 'prediction_status') }}
),

judged as (
    select
        predictions.prediction_name,
        predictions.question,
        case
            when data_sufficiency.verdict in ('no_history', 'short_history', 'waiting_for_columns') then 'learning'
            when stale_predictions.prediction_name is not null then 'stale'
            when scored.people > 0 then 'published'
            else 'withheld'
        end as status,
        case
            when as_of_dates.as_of_date is null
                then 'There is no history yet: no source has supplied a single event. Look at the raw tables.'
            when data_sufficiency.verdict != 'sufficient' then data_sufficiency.reason
            when stale_predictions.prediction_name is not null then stale_predictions.reason
            when constant_scores.people > 0
                then
                    'All ' || constant_scores.people || ' scores are the same, so they cannot tell people apart. Look'
                    || ' at what the model reads of the people in the population: it may have stopped coming in.'
            when told_models.status = 'champion' and scored.people is null
                then told_models.reason || ' But nobody is in the population at the as-of date.'
            else coalesce(told_models.reason, 'No model could be trained.')
        end as reason,
        told_models.roc_auc,
        coalesce(data_sufficiency.ready_on, {{ add_days('as_of_dates.as_of_date', 1) }}) as next_date,
        as_of_dates.as_of_date
    from predictions
    cross join as_of_dates
    inner join data_sufficiency on predictions.prediction_name = data_sufficiency.prediction_name
    left join told_models on predictions.prediction_name = told_models.prediction_name
    left join scored on predictions.prediction_name = scored.prediction_name
    left join constant_scores on predictions.prediction_name = constant_scores.prediction_name
    left join stale_predictions on predictions.prediction_name = stale_predictions.prediction_name
),

prediction_status as (
    select
        judged.prediction_name,
        judged.question,
        judged.status,
        judged.reason,
        case
            when previous_status.status = judged.status and previous_status.since <= judged.as_of_date
                then previous_status.since
            else judged.as_of_date
        end as since,
        judged.roc_auc,
        judged.next_date
    from judged
    left join previous_status on judged.prediction_name = previous_status.prediction_name
)

select * from prediction_status
