{# One row per scored prediction and person: the propensity of the outcome, and where it stands among the others. #}

with

person_propensities as (
    select * from {{ ref('person_propensities') }}
),

constant_scores as (
    select * from {{ ref('constant_scores') }}
),

stale_predictions as (
    select * from {{ ref('stale_predictions') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

propensities as (
    select
        cast(prediction_name as {{ dbt.type_string() }}) as prediction_name,
        cast(person_id as {{ dbt.type_string() }}) as person_id,
        cast(feature_date as date) as feature_date,
        cast(propensity as double) as propensity,
        cast(model_version as {{ dbt.type_string() }}) as model_version
    from person_propensities
    where
        not exists (
            select 1
            from constant_scores
            where constant_scores.prediction_name = person_propensities.prediction_name
        )
        and not exists (
            select 1
            from stale_predictions
            where stale_predictions.prediction_name = person_propensities.prediction_name
        )
),

ranked as (
    select
        *,
        row_number() over (partition by prediction_name order by propensity, person_id) as place,
        count(*) over (partition by prediction_name) as people
    from propensities
),

person_scores as (
    select
        ranked.prediction_name,
        ranked.person_id,
        ranked.feature_date,
        ranked.propensity,
        {{ decile('ranked.place', 'ranked.people') }} as propensity_decile,
        case
            when ranked.place > 0.9 * ranked.people then 'high'
            when ranked.place > 0.6 * ranked.people then 'medium'
            else 'low'
        end as propensity_band,
        ranked.model_version,
        cast(as_of_dates.as_of_date as timestamp) as scored_at,
        {{ is_control('ranked.person_id') }} as is_control
    from ranked
    cross join as_of_dates
)

select * from person_scores
