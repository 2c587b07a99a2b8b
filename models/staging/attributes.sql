{# One row per identifier, attribute and value it took on, known by the as-of date. #}

with

supplied as (
    {{ source_rows('attributes') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

known_attributes as (
    select
        source_name,
        identifier,
        attribute_name,
        attribute_value,
        valid_from,
        {{ known_at('valid_from') }} as known_at
    from supplied
    where
        identifier is not null
        and trim(attribute_name) != ''
        and length(attribute_name) <= {{ setting('maximum_name_length') }}
        and valid_from is not null
),

attributes as (
    select
        known_attributes.source_name,
        known_attributes.identifier,
        known_attributes.attribute_name,
        known_attributes.attribute_value,
        known_attributes.valid_from,
        min(known_attributes.known_at) as known_at
    from known_attributes
    cross join as_of_dates
    where known_attributes.known_at < as_of_dates.as_of_date
    group by
        known_attributes.source_name,
        known_attributes.identifier,
        known_attributes.attribute_name,
        known_attributes.attribute_value,
        known_attributes.valid_from
)

select * from attributes
