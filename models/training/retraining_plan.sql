{# One row per prediction: whether its model is trained anew at the as-of date, why, and if not, when it will be. #}

with

learning_ends as (
    select * from {{ ref('learning_ends') }}
),

retraining_plan as (
    select
        prediction_name,
        is_due,
        case
            when cause is not null then cause
            when age_days is null then 'Nothing is due: no source has supplied a single event.'
            else
                'Nothing is due: its last training is ' || age_days
                || case when age_days = 1 then ' day' else ' days' end || ' ago, and '
                || coalesce(new_outcomes, 0) || ' of ' || coalesce(outcomes, 0)
                || ' people ' || rarer || ' the outcome came after it.'
        end as reason,
        learns_until,
        age_days,
        new_outcomes,
        due_on
    from learning_ends
)

select * from retraining_plan
