{# One row per pin in force, not banned, whose model cannot score: it cannot be read, or what it reads is not there. #}
select
    pins.prediction_name,
    pins.model_version
from {{ ref('standing_decisions') }} as pins
inner join {{ ref('trained_models') }} as latest
    on pins.prediction_name = latest.prediction_name and latest.origin = 1
left join {{ ref('trained_models') }} as trained_models
    on pins.prediction_name = trained_models.prediction_name and pins.model_version = trained_models.model_version
left join {{ ref('standing_decisions') }} as bans
    on pins.prediction_name = bans.prediction_name
    and pins.model_version = bans.model_version
    and bans.decision = 'ban'
where pins.decision = 'pin' and bans.decision is null and trained_models.model_version is null
