{# One row per word that a prediction's block may use, and what it is: an event, an attribute, a column. #}

with

events as (
    select * from {{ ref('events') }}
),

attributes as (
    select * from {{ ref('attributes') }}
),

daily_properties as (
    select * from {{ ref('daily_properties') }}
),

event_names as (
    select
        event_name,
        {{ feature_slug('event_name') }} as slug,
        max(case when event_value is not null then 1 else 0 end) = 1 as has_value
    from events
    group by event_name
),

-- whether an attribute or a property is a number does not matter here, so both ways of reading it are words
attribute_names as (
    select
        attribute_name,
        {{ feature_slug('attribute_name') }} as slug,
        true as is_number
    from attributes
    group by attribute_name
),

property_types as (
    select
        event_name,
        property_name
    from daily_properties
    group by event_name, property_name
),

common_values as (
    select
        event_name,
        property_name,
        property_value
    from daily_properties
    group by event_name, property_name, property_value
    having count(distinct identifier) >= {{ setting('minimum_people_per_event_type') }}
),

property_names as (
    select
        event_name || '.' || property_name || '=' || property_value as property_name,
        {{ feature_slug("event_name || '_' || property_name || '_' || property_value") }} as slug,
        false as is_number
    from common_values
    union all
    select
        event_name || '.' || property_name as property_name,
        {{ feature_slug("event_name || '_' || property_name") }} as slug,
        true as is_number
    from property_types
    union all
    select
        event_name || '.' || property_name || ' (other)' as property_name,
        {{ feature_slug("event_name || '_' || property_name") }} || '_other' as slug,
        false as is_number
    from property_types
),

columns as (
    {%- for family, measures in {
        'attribute': attribute_measures(), 'event': event_measures(), 'property': property_measures(),
    }.items() %}
    {%- for name, measure in measures.items() if name != 'attribute_value' %}
    select
        {{ measure.feature }} as word,
        '{{ family }}' as family,
        {{ family }}_name as name
    from {{ family }}_names
    {%- if measure.condition %}
    where {{ measure.condition }}
    {%- endif %}
    union all
    {%- endfor %}
    {%- endfor %}
    {%- for column in measures_of_everything() | list + ['person_id', 'feature_date'] %}
    select
        '{{ column }}' as word,
        {{ text_literal(none) }} as family,
        {{ text_literal(none) }} as name
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- a name that two would have belongs to the first, as in feature_catalog
claims as (
    select
        *,
        row_number() over (
            partition by word
            order by {{ family_order("coalesce(family, 'activity')") }}, name
        ) as claim
    from columns
),

words as (
    select
        'event' as kind,
        event_name as word
    from event_names
    union all
    select
        'attribute' as kind,
        attribute_name as word
    from attribute_names
    union all
    select
        'property' as kind,
        event_name || '.' || property_name as word
    from property_types
    union all
    select
        'column' as kind,
        word
    from claims
    where claim = 1 and (family is null or not {{ is_reserved('word') }})
    union all
    select
        'column' as kind,
        {{ feature_of_later_claim('word', 'family', 'name') }} as word
    from claims
    where family is not null and (claim > 1 or {{ is_reserved('word') }})
    {%- for column in [
        'event_id', 'source_name', 'identifier', 'event_name', 'occurred_at', 'loaded_at', 'event_value', 'properties',
        'known_at', 'event_date', 'known_date',
    ] %}
    union all
    select
        'event_column' as kind,
        '{{ column }}' as word
    {%- endfor %}
),

known_words as (
    select
        kind,
        word
    from words
    group by kind, word
)

select * from known_words
