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
    {%- for measure in attribute_measures().values() %}
    union all
    select
        'column' as kind,
        {{ measure.feature }} as word
    from attribute_names
    {%- endfor %}
    {%- for measure in event_measures().values() %}
    union all
    select
        'column' as kind,
        {{ measure.feature }} as word
    from event_names
    {%- if measure.is_of_value %}
    where has_value
    {%- endif %}
    {%- endfor %}
    {%- for column in activity_measures() | list + ['season_cosine', 'season_sine', 'person_id', 'feature_date'] %}
    union all
    select
        'column' as kind,
        '{{ column }}' as word
    {%- endfor %}
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
