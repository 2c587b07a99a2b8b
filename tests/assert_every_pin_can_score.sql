{# One row per pin in force whose model cannot score: it cannot be read, or what it reads is not there. #}
select
    pins.prediction_name,
    pins.model_version
from (
    select
        model_decisions.*,
        row_number() over (
            partition by model_decisions.prediction_name
            order by
                model_decisions.effective_from desc nulls last,
                model_decisions.model_version asc,
                model_decisions.decision asc
        ) as turn
    from {{ ref(setting('model_decisions')) }} as model_decisions
    cross join {{ ref('as_of_dates') }} as as_of_dates
    where
        model_decisions.decision in ('pin', 'roll_back')
        and coalesce(model_decisions.effective_from <= as_of_dates.as_of_date, true)
) as pins
inner join {{ ref('trained_models') }} as latest
    on pins.prediction_name = latest.prediction_name and latest.origin = 1
left join {{ ref('trained_models') }} as trained_models
    on pins.prediction_name = trained_models.prediction_name and pins.model_version = trained_models.model_version
where pins.turn = 1 and pins.decision = 'pin' and trained_models.model_version is null
