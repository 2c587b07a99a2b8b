{# One row per scored prediction, person and rank: what moved the score most, which way, and in words. #}

with

person_contributions as (
    select * from {{ ref('person_contributions') }}
),

person_scores as (
    select * from {{ ref('person_scores') }}
),

feature_catalog as (
    select * from {{ ref('feature_catalog') }}
),

typed_contributions as (
    select
        cast(prediction_name as {{ dbt.type_string() }}) as prediction_name,
        cast(person_id as {{ dbt.type_string() }}) as person_id,
        cast(feature_date as date) as feature_date,
        cast(model_version as {{ dbt.type_string() }}) as model_version,
        cast(reason_rank as integer) as reason_rank,
        cast(feature as {{ dbt.type_string() }}) as feature,
        cast(feature_value as {{ dbt.type_string() }}) as feature_value,
        cast(typical_value as {{ dbt.type_string() }}) as typical_value,
        cast(contribution as double) as contribution
    from person_contributions
),

score_reasons as (
    select
        typed_contributions.prediction_name,
        typed_contributions.person_id,
        typed_contributions.feature_date,
        typed_contributions.model_version,
        typed_contributions.reason_rank,
        typed_contributions.feature,
        typed_contributions.feature_value,
        typed_contributions.typical_value,
        typed_contributions.contribution,
        upper(substr(feature_catalog.description, 1, 1)) || substr(feature_catalog.description, 2) || ': '
        || coalesce(typed_contributions.feature_value, 'none')
        || case
            when typed_contributions.feature_value is not distinct from typed_contributions.typical_value
                then ', as is typical'
            else ', where ' || coalesce(typed_contributions.typical_value, 'none') || ' is typical'
        end
        || case when typed_contributions.contribution >= 0 then '; raises the chance' else '; lowers the chance' end
            as reason
    from typed_contributions
    inner join person_scores
        on typed_contributions.prediction_name = person_scores.prediction_name
        and typed_contributions.person_id = person_scores.person_id
    inner join feature_catalog on typed_contributions.feature = feature_catalog.feature
)

select * from score_reasons
