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
        min(feature_date) as first_date,
        max(feature_date) as last_date
    from {{ ref('feature_dates') }}
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
        first_date
    from first_dates
    union all
    {%- endfor %}
    -- half a year more than a year, since the newest dates do not train: of less, the season is mistaken for a trend
    {%- for wave in ['cosine', 'sine'] %}
    select
        'season_{{ wave }}' as feature,
        'calendar' as family,
        'season_{{ wave }}' as measure,
        {{ text_literal(none) }} as topic,
        {{ text_literal(none) }} as source_name,
        {{ text_literal(none) }} as event_name,
        cast(null as integer) as window_days,
        'time of the year, as the {{ wave }} of its angle' as description,
        cast(null as date) as source_first_date,
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
            when
                claim = 1
                and feature not in (
                    'person_id', 'feature_date', 'prediction_name', 'model_version', 'human_id', 'fold', 'label',
                    'generation_id'
                )
                then feature
            else feature || '_' || family || '_' || substr(md5(event_name), 1, 8)
        end as feature,
        family,
        measure,
        topic,
        source_name,
        event_name,
        window_days,
        description,
        source_first_date,
        first_date
    from claims
)

select * from feature_catalog
