{# One row per source: how much of it is known to be somebody's. #}

with

events as (
    select * from {{ ref('events') }}
),

person_identifiers as (
    select * from {{ ref('person_identifiers') }}
),

person_types as (
    select
        person_id,
        count(distinct {{ identifier_type('identifier') }}) as identifier_types
    from person_identifiers
    where valid_to is null
    group by person_id
),

event_persons as (
    select
        events.source_name,
        person_identifiers.person_id,
        person_types.identifier_types
    from events
    left join person_identifiers
        on events.identifier = person_identifiers.identifier and person_identifiers.valid_to is null
    left join person_types on person_identifiers.person_id = person_types.person_id
),

source_coverage as (
    select
        source_name,
        count(*) as events,
        count(distinct person_id) as persons,
        avg(case when person_id is not null then 1.0 else 0.0 end) as person_share,
        avg(case when identifier_types > 1 then 1.0 else 0.0 end) as joined_share
    from event_persons
    group by source_name
)

select * from source_coverage
