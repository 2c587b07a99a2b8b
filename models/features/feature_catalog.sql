{# One row per feature: a column of person_features, what it measures, and since when there is enough of it. #}

with

event_types as (
    select * from {{ ref('event_types') }}
    where first_date is not null
),

attribute_types as (
    select * from {{ ref('attribute_types') }}
    where first_date is not null
),

first_dates as (
    select
        min(feature_dates.feature_date) as first_date,
        max(feature_dates.feature_date) as last_date,
        min(as_of_dates.live_from) as live_from
    from {{ ref('feature_dates') }} as feature_dates
    cross join {{ ref('as_of_dates') }} as as_of_dates
),

candidates as (
    {%- for feature, measure in activity_measures().items() %}
    select
        '{{ feature }}' as feature,
        'activity' as family,
        '{{ feature }}' as measure,
        '{{ measure.topic }}' as topic,
        {{ text_literal(none) }} as source_name,
        {{ text_literal(none) }} as event_name,
        cast({{ measure.days or 'null' }} as integer) as window_days,
        '{{ measure.words }}' as description,
        cast(null as date) as source_first_date,
        {{ 'live_from' if measure.days else 'cast(null as date)' }} as counted_from,
        first_date
    from first_dates
    union all
    {%- endfor %}
    -- half a year more than a year, since the newest dates do not train: of less, the season is mistaken for a trend
    {%- set waves = {'cosine': 'high in January, low in July', 'sine': 'high in April, low in October'} %}
    {%- for wave, words in waves.items() %}
    select
        'season_{{ wave }}' as feature,
        'calendar' as family,
        'season_{{ wave }}' as measure,
        {{ text_literal(none) }} as topic,
        {{ text_literal(none) }} as source_name,
        {{ text_literal(none) }} as event_name,
        cast(null as integer) as window_days,
        'time of the year, {{ words }}' as description,
        cast(null as date) as source_first_date,
        cast(null as date) as counted_from,
        first_date
    from first_dates
    where {{ add_days('first_date', 548) }} <= last_date
    union all
    {%- endfor %}
    {%- for name, measure in event_measures().items() %}
    select
        {{ measure.feature }} as feature,
        'event' as family,
        '{{ name }}' as measure,
        'event ' || event_name as topic,
        source_name,
        event_name,
        cast({{ measure.days or 'null' }} as integer) as window_days,
        '{{ measure.before }}' || event_name || '{{ measure.after }}' as description,
        source_first_date,
        {{ 'source_first_date' if measure.days else 'cast(null as date)' }} as counted_from,
        first_date
    from event_types
    {%- if measure.is_of_value %}
    where has_value
    {%- endif %}
    union all
    {%- endfor %}
    {%- for name, measure in attribute_measures().items() %}
    select
        {{ measure.feature }} as feature,
        'attribute' as family,
        '{{ name }}' as measure,
        'attribute ' || attribute_name as topic,
        source_name,
        attribute_name as event_name,
        cast(null as integer) as window_days,
        '{{ measure.before }}' || attribute_name || '{{ measure.after }}' as description,
        cast(null as date) as source_first_date,
        cast(null as date) as counted_from,
        first_date
    from attribute_types
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- a name that two would have belongs to the first: activity, then calendar, event, attribute
claims as (
    select
        *,
        row_number() over (
            partition by feature
            order by
                case family when 'activity' then 1 when 'calendar' then 2 when 'event' then 3 else 4 end,
                event_name
        ) as claim
    from candidates
),

feature_catalog as (
    select
        case
            when claim = 1 and not {{ is_reserved('feature') }} then feature
            else {{ feature_of_later_claim('feature', 'family', 'event_name') }}
        end as feature,
        family,
        measure,
        topic,
        source_name,
        event_name,
        window_days,
        description,
        source_first_date,
        counted_from,
        first_date
    from claims
)

select * from feature_catalog
