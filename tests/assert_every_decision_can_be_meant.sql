{# One row per row of model_decisions that is no pin, ban or roll_back, has no reason, or rolls back without a day. #}
select
    prediction_name,
    model_version,
    decision
from {{ ref(setting('model_decisions')) }}
where
    not coalesce(decision in ('pin', 'ban', 'roll_back'), false)
    or reason is null
    or (decision = 'roll_back' and effective_from is null)
