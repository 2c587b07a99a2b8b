{# One row per prediction whose scores say the same of everybody, of ten people or more: it is not published. #}

with

person_propensities as (
    select * from {{ ref('person_propensities') }}
),

-- what is no probability is no constant either: it stops the build at person_scores
constant_scores as (
    select
        cast(prediction_name as {{ dbt.type_string() }}) as prediction_name,
        cast(count(*) as bigint) as people,
        cast(min(propensity) as double) as propensity
    from person_propensities
    group by prediction_name
    having count(*) >= 10 and min(propensity) = max(propensity) and min(propensity) between 0 and 1
)

select * from constant_scores
