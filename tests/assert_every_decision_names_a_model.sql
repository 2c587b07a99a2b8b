{# One row per row of model_decisions whose model was never trained. #}
select
    model_decisions.prediction_name,
    model_decisions.model_version
from {{ ref(setting('model_decisions')) }} as model_decisions
left join {{ ref('model_registry') }} as model_registry
    on model_decisions.prediction_name = model_registry.prediction_name
    and model_decisions.model_version = model_registry.model_version
where model_registry.model_version is null
