{# One row per feature: a column of person_features, what it measures, and since when there is enough of it. #}
{%- set windows = setting('feature_windows') %}
{%- set half_life = setting('half_life_days') %}
{%- set activities = {
    'fading_active_days': (none, 'days with any event, where a day counts half for every ' ~ half_life ~ ' days ago'),
    'days_since_last_event': (none, 'days since the last event of any kind'),
    'days_since_first_event': (none, 'days since the first event of any kind'),
    'identifier_count': (none, 'identifiers known to be the same person'),
    'source_count': (none, 'sources that know the person'),
} %}
{%- for days in windows %}
    {%- do activities.update({
        'event_count_' ~ days ~ 'd': (days, 'events of any kind in the last ' ~ days ~ ' days'),
        'active_days_' ~ days ~ 'd': (days, 'days with any event in the last ' ~ days ~ ' days'),
    }) %}
{%- endfor %}
{%- for shorter, longer in activity_trends() %}
    {%- do activities.update({
        'event_trend_' ~ shorter ~ 'd':
            (longer, 'pace of events in the last ' ~ shorter ~ ' days against the last ' ~ longer ~ ' days'),
    }) %}
{%- endfor %}

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
    {%- for feature, (days, description) in activities.items() %}
    select
        '{{ feature }}' as feature,
        'activity' as family,
        '{{ feature }}' as measure,
        {{ text_literal(none) }} as source_name,
        {{ text_literal(none) }} as event_name,
        cast({{ days or 'null' }} as integer) as window_days,
        '{{ description }}' as description,
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
    {%- for measure, words in {
        'count': 'events named ', 'active_days': 'days with an event named ', 'value': 'value of events named ',
    }.items() %}
    {%- for days in windows %}
    select
        slug || '_{{ measure }}_{{ days }}d' as feature,
        'event' as family,
        '{{ measure }}_{{ days }}d' as measure,
        source_name,
        event_name,
        {{ days }} as window_days,
        '{{ words }}' || event_name || ' in the last {{ days }} days' as description,
        source_first_date,
        first_date
    from event_types
    {%- if measure == 'value' %}
    where has_value
    {%- endif %}
    union all
    {%- endfor %}
    {%- endfor %}
    select
        slug || '_fading_active_days' as feature,
        'event' as family,
        'fading_active_days' as measure,
        source_name,
        event_name,
        cast(null as integer) as window_days,
        'days with an event named ' || event_name || ', where a day counts half for every {{ half_life }} days ago'
            as description,
        source_first_date,
        first_date
    from event_types
    union all
    select
        'days_since_' || slug as feature,
        'event' as family,
        'days_since' as measure,
        source_name,
        event_name,
        cast(null as integer) as window_days,
        'days since the last event named ' || event_name as description,
        source_first_date,
        first_date
    from event_types
    union all
    select
        slug as feature,
        'attribute' as family,
        'attribute_value' as measure,
        source_name,
        attribute_name as event_name,
        cast(null as integer) as window_days,
        'the attribute ' || attribute_name as description,
        cast(null as date) as source_first_date,
        first_date
    from attribute_types
    union all
    select
        'days_since_' || slug || '_set' as feature,
        'attribute' as family,
        'days_since' as measure,
        source_name,
        attribute_name as event_name,
        cast(null as integer) as window_days,
        'days since the attribute ' || attribute_name || ' was last set' as description,
        cast(null as date) as source_first_date,
        first_date
    from attribute_types
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
                    'person_id', 'feature_date', 'prediction_name', 'model_version', 'human_id', 'fold', 'label'
                )
                then feature
            else feature || '_' || family || '_' || substr(md5(event_name), 1, 8)
        end as feature,
        family,
        measure,
        source_name,
        event_name,
        window_days,
        description,
        source_first_date,
        first_date
    from claims
)

select * from feature_catalog
