{# One row per attribute, with the calendar date from which enough people were known to have it to be a feature. #}

with

attributes as (
    select * from {{ ref('attributes') }}
),

feature_dates as (
    select * from {{ ref('feature_dates') }}
),

dated_attributes as (
    select
        attribute_name,
        identifier,
        cast(known_at as date) as known_date
    from attributes
),

{{ first_dates_of_names('attribute_name', 'dated_attributes', setting('maximum_attributes')) }},

-- by what was known at its first date, so that it never changes
numbers as (
    select
        attributes.attribute_name,
        count(attributes.attribute_value) > 0
        and count(attributes.attribute_value) = count(try_cast(attributes.attribute_value as decimal(18, 4)))
            as is_number
    from attributes
    inner join places
        on attributes.attribute_name = places.attribute_name
        and attributes.known_at < places.first_date
    group by attributes.attribute_name
),

attribute_names as (
    select
        attribute_name,
        min(source_name) as source_name
    from attributes
    group by attribute_name
),

attribute_types as (
    select
        attribute_names.attribute_name,
        attribute_names.source_name,
        {{ feature_slug('attribute_names.attribute_name') }} as slug,
        coalesce(numbers.is_number and not {{ is_name_of_code('attribute_names.attribute_name') }}, false) as is_number,
        case when not places.is_beyond_maximum then places.first_date end as first_date,
        coalesce(places.is_beyond_maximum, false) as is_beyond_maximum
    from attribute_names
    left join places on attribute_names.attribute_name = places.attribute_name
    left join numbers on attribute_names.attribute_name = numbers.attribute_name
)

select * from attribute_types
