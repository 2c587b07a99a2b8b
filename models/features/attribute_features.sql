{# One row per person, feature date and attribute: the value known then, how long it has stood, and its changes. #}
{{ config(materialized='history') }}

with

feature_dates as (
    select * from {{ ref('feature_dates') }}
),

attributes as (
    select * from {{ ref('attributes') }}
),

identifiers_by_date as (
    select * from {{ ref('identifiers_by_date') }}
),

known_values as (
    select
        identifiers_by_date.person_id,
        identifiers_by_date.feature_date,
        attributes.attribute_name,
        attributes.attribute_value,
        cast(attributes.valid_from as date) as valid_date,
        row_number() over (
            partition by identifiers_by_date.person_id, identifiers_by_date.feature_date, attributes.attribute_name
            order by
                attributes.valid_from desc,
                attributes.known_at desc,
                attributes.identifier asc,
                attributes.attribute_value asc
        ) as newest_first
    from feature_dates
    inner join identifiers_by_date on feature_dates.feature_date = identifiers_by_date.feature_date
    inner join attributes
        on identifiers_by_date.identifier = attributes.identifier
        and feature_dates.feature_date > attributes.known_at
),

-- of the same value set again, only the first time is a change
changes as (
    select
        *,
        coalesce(attribute_value, '') != lead(coalesce(attribute_value, '')) over (
            partition by person_id, feature_date, attribute_name
            order by newest_first
        ) as is_change
    from known_values
),

attribute_features as (
    select
        person_id,
        feature_date,
        attribute_name,
        max(case when newest_first = 1 then attribute_value end) as attribute_value,
        cast({{ days_between(
            'max(case when is_change is null or is_change then valid_date end)', 'feature_date'
        ) }} as integer) as days_since,
        cast(count(case when is_change then 1 end) as integer) as changes
    from changes
    group by person_id, feature_date, attribute_name
)

select * from attribute_features
