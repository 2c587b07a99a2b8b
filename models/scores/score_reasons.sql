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
        cast(contribution as double) as contribution,
        cast(base_value as double) as base_value,
        cast(log_odds as double) as log_odds
    from person_contributions
),

explained_scores as (
    select
        typed_contributions.*,
        feature_catalog.kind,
        feature_catalog.subject,
        feature_catalog.window_days,
        case
            when feature_catalog.kind = 'days_since' and typed_contributions.feature_value is not null then ''
            else feature_catalog.span
        end as span,
        {{ days_between('feature_catalog.counted_from', 'typed_contributions.feature_date') }} as known_days,
        try_cast(typed_contributions.feature_value as double) as number,
        coalesce(try_cast(typed_contributions.typical_value as double), 0) as typical_number,
        {{ told_value('feature_catalog.kind', 'typed_contributions.feature_value') }} as told,
        {{ told_value('feature_catalog.kind', 'typed_contributions.typical_value') }} as told_typical
    from typed_contributions
    inner join person_scores
        on typed_contributions.prediction_name = person_scores.prediction_name
        and typed_contributions.person_id = person_scores.person_id
    inner join feature_catalog on typed_contributions.feature = feature_catalog.feature
),

-- the person's value, and the typical one beside it
compared as (
    select
        *,
        case
            when kind = 'season' then subject
            when kind in ('category', 'number', 'thing') then subject || ' is ' || told
            when kind = 'fading_active_days' and number > 0 and typical_number > 0
                then
                    subject || case when number > typical_number then ' on more days' else ' on fewer days' end
                    || ' lately'
            when known_days < window_days
                then
                    subject || ' ' || told || ' in ' || cast(window_days as {{ dbt.type_string() }})
                    || ' days at the pace of the ' || cast(known_days as {{ dbt.type_string() }}) || ' known'
            else subject || ' ' || told || span
        end as person_words,
        case
            when kind = 'season' then ''
            when feature_value = typical_value then ', as is typical'
            when kind = 'fading_active_days' and number > 0 and typical_number > 0 then ' than is typical'
            when told = told_typical and kind = 'trend'
                then
                    case when number > typical_number then ', a little more' else ', a little less' end
                    || ' so than is typical'
            when told = told_typical then ', about as is typical'
            when kind in ('category', 'thing') then ', most often ' || told_typical
            when kind in ('number', 'unchanged', 'changes', 'sum', 'mean') and typical_value is null
                then ', for most people unknown'
            when kind in ('value', 'sum', 'changes') and typical_number = 0 then ', for most people ' || told_typical
            when typical_number = 0 then ', most people ' || told_typical
            when kind = 'days_since' then ', typically ' || replace(told_typical, 'most recently ', '')
            when kind = 'days_since_first' then ', typically ' || replace(told_typical, 'for the first time ', '')
            else ', typically ' || told_typical
        end as typical_words
    from explained_scores
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
        base_value,
        log_odds,
        person_words || typical_words
        || case when contribution > 0 then ': raises the chance' else ': lowers the chance' end as reason
    from compared
)

select * from score_reasons
