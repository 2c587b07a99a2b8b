{# One row per property that is a number, and per common value of every other; the rest of its values share one row. #}

with

daily_properties as (
    select * from {{ ref('daily_properties') }}
),

property_types as (
    select * from {{ ref('property_types') }}
    where first_date is not null
),

feature_dates as (
    select * from {{ ref('feature_dates') }}
),

values_of_properties as (
    select
        property_types.type_name,
        daily_properties.property_value,
        property_types.type_name || '=' || daily_properties.property_value as value_name,
        daily_properties.identifier,
        daily_properties.known_date
    from daily_properties
    inner join property_types
        on daily_properties.event_name = property_types.event_name
        and daily_properties.property_name = property_types.property_name
    where not property_types.is_number
),

{{ first_dates_of_names('value_name', 'values_of_properties', 0) }},

-- of two that would have one name, the first
value_names as (
    select
        value_name,
        min(type_name) as type_name
    from values_of_properties
    group by value_name
),

ranked_values as (
    select
        value_names.type_name,
        value_names.value_name,
        people_then.first_date,
        row_number() over (
            partition by value_names.type_name
            order by people_then.first_date asc, people_then.people desc, value_names.value_name asc
        ) as value_rank
    from people_then
    inner join value_names on people_then.value_name = value_names.value_name
),

common_values as (
    select
        type_name,
        value_name,
        substr(value_name, length(type_name) + 2) as property_value,
        first_date
    from ranked_values
    where value_rank <= {{ setting('maximum_values_per_property') }}
),

-- where no value is common, as of an id, or all are from the start, as of a flag, none is another than those
others as (
    select
        value_names.type_name,
        min(common_values.first_date) as first_date
    from value_names
    left join common_values on value_names.value_name = common_values.value_name
    group by value_names.type_name
    having min(common_values.first_date) < max(coalesce(common_values.first_date, cast('9999-12-31' as date)))
),

named as (
    select
        type_name as property_key,
        type_name,
        {{ text_literal(none) }} as property_value,
        false as is_other,
        first_date
    from property_types
    where is_number
    union all
    select
        value_name as property_key,
        type_name,
        property_value,
        false as is_other,
        first_date
    from common_values
    union all
    select
        type_name || ' (other)' as property_key,
        type_name,
        {{ text_literal(none) }} as property_value,
        true as is_other,
        first_date
    from others
),

property_names as (
    select
        named.property_key,
        property_types.event_name,
        property_types.property_name,
        named.property_value,
        case
            when named.property_value is not null
                then
                    {{ feature_slug(
                        "property_types.event_name || '_' || property_types.property_name || '_' || named.property_value"
                    ) }}
            when named.is_other then property_types.slug || '_other'
            else property_types.slug
        end as slug,
        property_types.is_number,
        named.is_other,
        named.first_date
    from named
    inner join property_types on named.type_name = property_types.type_name
)

select * from property_names
