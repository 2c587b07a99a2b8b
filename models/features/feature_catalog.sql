{# One row per feature: a column of person_features, what it measures, and since when there is enough of it. #}
{%- set windows = setting('feature_windows') %}
{%- set measures = {
    'count': "event_name || ' events'",
    'active_days': "'days with ' || event_name",
    'value': "'value of ' || event_name",
} %}

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
    select min(feature_date) as first_date
    from {{ ref('feature_dates') }}
),

candidates as (
    {%- for days in windows %}
    select
        'event_count_{{ days }}d' as feature, 'activity' as family, 'event_count_{{ days }}d' as measure,
        cast(null as {{ dbt.type_string() }}) as source_name, cast(null as {{ dbt.type_string() }}) as event_name,
        {{ days }} as window_days, 'events of any kind in the last {{ days }} days' as description,
        cast(null as date) as source_first_date, first_date
    from first_dates
    union all
    select
        'active_days_{{ days }}d', 'activity', 'active_days_{{ days }}d',
        null, null,
        {{ days }}, 'days with any event in the last {{ days }} days',
        null, first_date
    from first_dates
    union all
    {%- endfor %}
    {%- for name, description in {
        'days_since_last_event': 'days since the last event of any kind',
        'days_since_first_event': 'days since the first event of any kind',
        'identifier_count': 'identifiers known to be the same person',
        'source_count': 'sources that know the person',
    }.items() %}
    select
        '{{ name }}', 'activity', '{{ name }}',
        null, null,
        null, '{{ description }}',
        null, first_date
    from first_dates
    union all
    {%- endfor %}
    {%- for shorter, longer in activity_trends() %}
    select
        'event_trend_{{ shorter }}d', 'activity', 'event_trend_{{ shorter }}d',
        null, null,
        {{ longer }}, 'pace of events in the last {{ shorter }} days against the last {{ longer }} days',
        null, first_date
    from first_dates
    union all
    {%- endfor %}
    {%- for measure, words in measures.items() %}
    {%- for days in windows %}
    select
        slug || '_{{ measure }}_{{ days }}d', 'event', '{{ measure }}_{{ days }}d',
        source_name, event_name,
        {{ days }}, {{ words }} || ' in the last {{ days }} days',
        source_first_date, first_date
    from event_types
    {%- if measure == 'value' %}
    where has_value
    {%- endif %}
    union all
    {%- endfor %}
    {%- endfor %}
    select
        'days_since_' || slug, 'event', 'days_since',
        source_name, event_name,
        null, 'days since the last ' || event_name,
        source_first_date, first_date
    from event_types
    union all
    select
        slug, 'attribute', 'attribute_value',
        source_name, attribute_name,
        null, attribute_name || ' as known',
        null, first_date
    from attribute_types
),

numbered as (
    select
        *,
        row_number() over (
            partition by feature
            order by case family when 'activity' then 1 when 'event' then 2 else 3 end, event_name
        ) as claim
    from candidates
),

feature_catalog as (
    select
        case
            when claim = 1 and feature not in ('person_id', 'feature_date') then feature
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
    from numbered
)

select * from feature_catalog
