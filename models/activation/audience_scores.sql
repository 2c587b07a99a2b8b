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

this_run as (
    select * from {{ source('runs', 'this_run') }}
),

audience_scores as (
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
        false as is_stale,
        {{ hash_share("'control ' || person_scores.person_id") }} < {{ setting('control_share') }} as is_control,
        this_run.generation_id
    from person_scores
    left join reasons
        on person_scores.prediction_name = reasons.prediction_name
        and person_scores.person_id = reasons.person_id
    left join sync_identifiers on person_scores.person_id = sync_identifiers.person_id
    cross join this_run
)

select * from audience_scores
