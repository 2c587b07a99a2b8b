{# One row per prediction of the last generation that had learnt, where no source holds an event any more. #}
select previous_status.prediction_name
from {{ source('previous', 'prediction_status') }} as previous_status
cross join {{ ref('as_of_dates') }} as as_of_dates
where as_of_dates.history_from is null and previous_status.status != 'learning'
