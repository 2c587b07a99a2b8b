{# One row per event type, attribute or property key that enough people had, and day on which it was known. #}

with

daily_events as (
    select * from {{ ref('daily_events') }}
),

attributes as (
    select * from {{ ref('attributes') }}
),

daily_properties as (
    select * from {{ ref('daily_properties') }}
),

-- what a name belongs to, and what has to go on while it is silent: a key to its event, all else to its source
sightings as (
    select
        'event' as kind,
        source_name,
        '' as belongs_to,
        event_name as name,
        identifier,
        known_date,
        cast(sum(event_count) as bigint) as name_rows,
        cast(sum(case when event_value is not null then event_count else 0 end) as bigint) as valued_rows
    from daily_events
    group by source_name, event_name, identifier, known_date
    union all
    select
        'attribute' as kind,
        source_name,
        '' as belongs_to,
        attribute_name as name,
        identifier,
        cast(known_at as date) as known_date,
        count(*) as name_rows,
        0 as valued_rows
    from attributes
    group by source_name, attribute_name, identifier, cast(known_at as date)
    union all
    select
        'property' as kind,
        source_name,
        event_name as belongs_to,
        property_name as name,
        identifier,
        known_date,
        cast(sum(property_count) as bigint) as name_rows,
        0 as valued_rows
    from daily_properties
    group by source_name, event_name, property_name, identifier, known_date
),

-- a name that only a few had may be somebody's own, such as an address written into the wrong field
shared_names as (
    select
        kind,
        source_name,
        belongs_to,
        name
    from sightings
    where trim(name) != '' and length(name) <= {{ setting('maximum_name_length') }}
    group by kind, source_name, belongs_to, name
    having count(distinct identifier) >= {{ setting('minimum_people_per_event_type') }}
),

name_days as (
    select
        sightings.kind,
        sightings.source_name,
        sightings.belongs_to,
        sightings.name,
        sightings.known_date,
        sum(sightings.name_rows) as name_rows,
        sum(sightings.valued_rows) as valued_rows
    from sightings
    inner join shared_names
        on sightings.kind = shared_names.kind
        and sightings.source_name = shared_names.source_name
        and sightings.belongs_to = shared_names.belongs_to
        and sightings.name = shared_names.name
    group by sightings.kind, sightings.source_name, sightings.belongs_to, sightings.name, sightings.known_date
)

select * from name_days
