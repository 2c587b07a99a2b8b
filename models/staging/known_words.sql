{# One row per word that a prediction's block may use, and what it is: an event, an attribute, a column. #}

with

events as (
    select * from {{ ref('events') }}
),

attributes as (
    select * from {{ ref('attributes') }}
),

event_names as (
    select
        event_name,
        {{ feature_slug('event_name') }} as slug,
        max(case when event_value is not null then 1 else 0 end) = 1 as has_value
    from events
    group by event_name
),

attribute_names as (
    select
        attribute_name,
        {{ feature_slug('attribute_name') }} as slug
    from attributes
    group by attribute_name
),

columns as (
    {%- for family, measures in {'attribute': attribute_measures(), 'event': event_measures()}.items() %}
    {%- for measure in measures.values() %}
    select
        {{ measure.feature }} as word,
        '{{ family }}' as family,
        {{ family }}_name as name
    from {{ family }}_names
    {%- if measure.is_of_value %}
    where has_value
    {%- endif %}
    union all
    {%- endfor %}
    {%- endfor %}
    {%- for column in activity_measures() | list + ['season_cosine', 'season_sine', 'person_id', 'feature_date'] %}
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
            order by case family when 'event' then 2 when 'attribute' then 3 else 1 end, name
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
