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

explained_scores as (
    select
        typed_contributions.*,
        feature_catalog.window_days,
        {{ days_between('feature_catalog.counted_from', 'typed_contributions.feature_date') }} as known_days,
        coalesce(typed_contributions.feature_value, 'none') as shown_value,
        coalesce(typed_contributions.typical_value, 'none') as shown_typical_value,
        upper(substr(feature_catalog.description, 1, 1)) || substr(feature_catalog.description, 2) as words
    from typed_contributions
    inner join person_scores
        on typed_contributions.prediction_name = person_scores.prediction_name
        and typed_contributions.person_id = person_scores.person_id
    inner join feature_catalog on typed_contributions.feature = feature_catalog.feature
),

score_reasons as (
    select
        prediction_name,
        person_id,
        feature_date,
        model_version,
        reason_rank,
        feature,
        feature_value,
        typical_value,
        contribution,
        words
        || case
            when known_days < window_days
                then ' (at the rate of the ' || cast(known_days as {{ dbt.type_string() }}) || ' days known)'
            else ''
        end
        || ': ' || shown_value
        || case
            when shown_value = shown_typical_value then ', as is typical'
            else ', where ' || shown_typical_value || ' is typical'
        end
        || case
            when contribution > 0 then '; raises the chance'
            when contribution < 0 then '; lowers the chance'
            else '; changes nothing'
        end as reason
    from explained_scores
)

select * from score_reasons
