{# One row per prediction and person: what BI tools read and reverse ETL syncs. #}

with

person_scores as (
    select * from {{ ref('person_scores') }}
),

reasons as (
    select
        prediction_name,
        person_id,
        max(case when reason_rank = 1 then reason end) as reason_1,
        max(case when reason_rank = 2 then reason end) as reason_2,
        max(case when reason_rank = 3 then reason end) as reason_3
    from {{ ref('score_reasons') }}
    group by prediction_name, person_id
),

sync_identifiers as (
    select * from {{ ref('sync_identifiers') }}
),

stale_predictions as (
    select * from {{ ref('stale_predictions') }}
),

last_scores as (
    select * from {{ source('previous', 'audience_scores') }}
),

blocks as (
    select blocks.identifier
    from {{ ref('blocks') }} as blocks
    cross join {{ ref('as_of_dates') }} as as_of_dates
    where blocks.effective_from <= as_of_dates.as_of_date
),

new_scores as (
    select
        person_scores.prediction_name,
        person_scores.person_id,
        sync_identifiers.subscriber_id,
        sync_identifiers.email,
        person_scores.propensity,
        person_scores.propensity_decile,
        person_scores.propensity_band,
        reasons.reason_1,
        reasons.reason_2,
        reasons.reason_3,
        person_scores.model_version,
        person_scores.feature_date,
        false as is_stale
    from person_scores
    left join reasons
        on person_scores.prediction_name = reasons.prediction_name
        and person_scores.person_id = reasons.person_id
    left join sync_identifiers on person_scores.person_id = sync_identifiers.person_id
),

-- who was who then stands as well; but what is nobody's by now names nobody
stale_scores as (
    select
        last_scores.prediction_name,
        last_scores.person_id,
        subscriber_blocks.identifier as blocked_subscriber,
        email_blocks.identifier as blocked_email,
        last_scores.subscriber_id,
        last_scores.email,
        last_scores.propensity,
        last_scores.propensity_decile,
        last_scores.propensity_band,
        last_scores.reason_1,
        last_scores.reason_2,
        last_scores.reason_3,
        last_scores.model_version,
        last_scores.feature_date
    from last_scores
    inner join stale_predictions on last_scores.prediction_name = stale_predictions.prediction_name
    left join blocks as subscriber_blocks on 'subscriber:' || last_scores.subscriber_id = subscriber_blocks.identifier
    left join blocks as email_blocks on 'email:' || last_scores.email = email_blocks.identifier
),

all_scores as (
    select * from new_scores
    union all
    select
        prediction_name,
        person_id,
        case when blocked_subscriber is null then subscriber_id end as subscriber_id,
        case when blocked_email is null then email end as email,
        propensity,
        propensity_decile,
        propensity_band,
        reason_1,
        reason_2,
        reason_3,
        model_version,
        feature_date,
        true as is_stale
    from stale_scores
),

this_run as (
    select * from {{ source('runs', 'this_run') }}
),

audience_scores as (
    select
        all_scores.*,
        {{ is_control('all_scores.person_id') }} as is_control,
        this_run.generation_id
    from all_scores
    cross join this_run
)

select * from audience_scores
