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
        case when not places.is_beyond_maximum then places.first_date end as first_date,
        coalesce(places.is_beyond_maximum, false) as is_beyond_maximum
    from attribute_names
    left join places on attribute_names.attribute_name = places.attribute_name
)

select * from attribute_types
