{# One row per prediction, feature date and person asked about whose outcome a model may learn: whether it happened. #}

with

settled_labels as (
    select * from {{ ref('settled_labels') }}
),

learning_ends as (
    select * from {{ ref('learning_ends') }}
),

identifiers_by_date as (
    select * from {{ ref('identifiers_by_date') }}
),

learnable_labels as (
    select
        settled_labels.*,
        learning_ends.learns_until
    from settled_labels
    inner join learning_ends
        on settled_labels.prediction_name = learning_ends.prediction_name
        and settled_labels.settled_date <= learning_ends.learns_until
),

date_pairs as (
    select
        feature_date,
        learns_until as later_date
    from learnable_labels
    group by feature_date, learns_until
),

{{ successors('date_pairs') }},

labels as (
    select
        learnable_labels.prediction_name,
        learnable_labels.person_id,
        learnable_labels.feature_date,
        learnable_labels.settled_date,
        coalesce(successors.later_person_id, learnable_labels.person_id) as human_id,
        learnable_labels.label
    from learnable_labels
    left join successors
        on learnable_labels.person_id = successors.person_id
        and learnable_labels.feature_date = successors.feature_date
        and learnable_labels.learns_until = successors.later_date
)

select * from labels
