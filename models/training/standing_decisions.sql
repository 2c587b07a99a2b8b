{# One row per model that model_decisions bans by now, and per prediction the last that it pins or rolls back to. #}
{{ config(materialized='view') }}

with

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

model_decisions as (
    select
        *,
        case when decision = 'ban' then model_version end as banned_version
    from {{ ref(setting('model_decisions')) }}
),

-- the last word on a model, and the last on which model
decided as (
    select
        model_decisions.*,
        row_number() over (
            partition by model_decisions.prediction_name, model_decisions.banned_version
            order by
                model_decisions.effective_from desc nulls last,
                model_decisions.model_version asc,
                model_decisions.decision asc
        ) as turn
    from model_decisions
    cross join as_of_dates
    where coalesce(model_decisions.effective_from <= as_of_dates.as_of_date, true)
),

standing_decisions as (
    select
        prediction_name,
        model_version,
        decision,
        effective_from,
        reason
    from decided
    where turn = 1
)

select * from standing_decisions
