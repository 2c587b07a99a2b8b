{# One row per event type and property, with the date from which enough people were known to have it. #}

with

daily_properties as (
    select * from {{ ref('daily_properties') }}
),

feature_dates as (
    select * from {{ ref('feature_dates') }}
),

named_properties as (
    select
        *,
        event_name || '.' || property_name as type_name
    from daily_properties
),

{{ first_dates_of_names('type_name', 'named_properties', setting('maximum_properties')) }},

-- of two that would have one name, the first
claims as (
    select
        type_name,
        event_name,
        property_name,
        row_number() over (partition by type_name order by event_name) as claim
    from named_properties
    group by type_name, event_name, property_name
),

-- by what was known at its first date, so that it never changes
shares_of_numbers as (
    select
        named_properties.type_name,
        sum(
            case
                when try_cast(named_properties.property_value as decimal(18, 4)) is not null
                    then named_properties.property_count
                else 0
            end
        ) / cast(sum(named_properties.property_count) as double) as share_of_numbers
    from named_properties
    inner join places
        on named_properties.type_name = places.type_name
        and named_properties.known_date < places.first_date
    group by named_properties.type_name
),

property_types as (
    select
        claims.type_name,
        claims.event_name,
        claims.property_name,
        {{ feature_slug("claims.event_name || '_' || claims.property_name") }} as slug,
        coalesce(
            shares_of_numbers.share_of_numbers >= 0.95 and not {{ is_name_of_code('claims.property_name') }}, false
        ) as is_number,
        case when not places.is_beyond_maximum then places.first_date end as first_date,
        coalesce(places.is_beyond_maximum, false) as is_beyond_maximum
    from claims
    left join places on claims.type_name = places.type_name
    left join shares_of_numbers on claims.type_name = shares_of_numbers.type_name
    where claims.claim = 1
)

select * from property_types
