{# One row per identifier, event type, property, value of it, day of the event and day on which that was known. #}

with

events as (
    select * from {{ ref('events') }}
),

properties as (
    {{ json_members('events', 'properties', [
        'identifier', 'source_name', 'event_name', 'event_date', 'known_date',
    ]) }}
),

-- what is longer than any value that people share is not told apart
daily_properties as (
    select
        identifier,
        source_name,
        event_name,
        property_name,
        substr(property_value, 1, {{ setting('maximum_name_length') }}) as property_value,
        event_date,
        known_date,
        count(*) as property_count
    from properties
    where
        identifier is not null
        and trim(property_name) != ''
        and length(property_name) <= {{ setting('maximum_name_length') }}
    group by
        identifier,
        source_name,
        event_name,
        property_name,
        substr(property_value, 1, {{ setting('maximum_name_length') }}),
        event_date,
        known_date
)

select * from daily_properties
