{# One row per attribute, with the calendar date from which enough people were known to have it to be a feature. #}

with

attributes as (
    select * from {{ ref('attributes') }}
),

feature_dates as (
    select * from {{ ref('feature_dates') }}
),

first_sightings as (
    select
        attribute_name,
        identifier,
        min(source_name) as source_name,
        min(cast(known_at as date)) as known_date
    from attributes
    group by attribute_name, identifier
),

sightings_in_order as (
    select
        attribute_name,
        known_date,
        row_number() over (partition by attribute_name order by known_date, identifier) as people
    from first_sightings
),

entries as (
    select
        sightings_in_order.attribute_name,
        min(feature_dates.feature_date) as first_date
    from sightings_in_order
    inner join feature_dates on sightings_in_order.known_date < feature_dates.feature_date
    where
        sightings_in_order.people = {{ setting('minimum_people_per_event_type') }}
        and feature_dates.is_calendar
    group by sightings_in_order.attribute_name
),

-- by what was known at its first date, so that no later row moves a place
people_then as (
    select
        entries.attribute_name,
        entries.first_date,
        max(sightings_in_order.people) as people
    from entries
    inner join sightings_in_order
        on entries.attribute_name = sightings_in_order.attribute_name
        and entries.first_date > sightings_in_order.known_date
    group by entries.attribute_name, entries.first_date
),

places as (
    select
        attribute_name,
        first_date,
        row_number() over (order by first_date asc, people desc, attribute_name asc) as place
    from people_then
),

attribute_names as (
    select
        attribute_name,
        min(source_name) as source_name
    from first_sightings
    group by attribute_name
),

attribute_types as (
    select
        attribute_names.attribute_name,
        attribute_names.source_name,
        {{ feature_slug('attribute_names.attribute_name') }} as slug,
        case when places.place <= {{ setting('maximum_attributes') }} then places.first_date end as first_date,
        coalesce(places.place > {{ setting('maximum_attributes') }}, false) as is_beyond_maximum
    from attribute_names
    left join places on attribute_names.attribute_name = places.attribute_name
)

select * from attribute_types
