{# One row per feature: a column of person_features, what it measures, how many have it, and since when. #}
{%- set families = {
    'event': {'measures': event_measures(), 'names': 'event_types', 'key': 'event_name', 'topic': 'event'},
    'property': {'measures': property_measures(), 'names': 'properties', 'key': 'property_key', 'topic': 'event'},
    'attribute': {'measures': attribute_measures(), 'names': 'attribute_types', 'key': 'attribute_name', 'topic': 'attribute'},
} %}
{%- set sensitive = [] %}
{%- for word in setting('sensitive_features') %}{% do sensitive.append(text_literal(word)) %}{% endfor %}
{%- set sensitive = sensitive | join(', ') %}

with

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

event_types as (
    select * from {{ ref('event_types') }}
    where first_date is not null
),

attribute_types as (
    select * from {{ ref('attribute_types') }}
    where first_date is not null
),

-- what a property's event type has is the property's too
properties as (
    select
        property_names.*,
        event_types.source_name,
        event_types.source_first_date
    from {{ ref('property_names') }} as property_names
    inner join {{ ref('event_types') }} as event_types on property_names.event_name = event_types.event_name
),

feature_dates as (
    select
        min(feature_date) as first_date,
        max(feature_date) as last_date
    from {{ ref('feature_dates') }}
),

dates as (
    select
        feature_dates.first_date,
        feature_dates.last_date,
        as_of_dates.live_from
    from feature_dates
    cross join as_of_dates
),

-- of the people at the as-of date
activity_people as (
    select
        {%- for measure in activity_measures() %}
        count({{ measure }}) as {{ measure }},
        {%- endfor %}
        count(*) as people
    from {{ ref('activity_features') }} as activity_features
    inner join as_of_dates on activity_features.feature_date = as_of_dates.as_of_date
),

sequence_people as (
    select
        count(case when event_features.recency_rank = 1 then 1 end) as last_event,
        count(case when event_features.recency_rank = 2 then 1 end) as event_before_last
    from {{ ref('event_features') }} as event_features
    inner join as_of_dates on event_features.feature_date = as_of_dates.as_of_date
),

-- half a year more than a year, since the newest dates do not train: of less, the season is mistaken for a trend
calendar_people as (
    select activity_people.people
    from activity_people
    cross join dates
    where {{ add_days('dates.first_date', 548) }} <= dates.last_date
),

{% for family, each in families.items() -%}
{{ family }}_people as (
    select
        {%- for name, measure in each.measures.items() %}
        count(
            {%- if measure.is_count %}case when {{ family }}_features.{{ name }} != 0 then 1 end
            {%- elif name == 'attribute_number' %}try_cast({{ family }}_features.attribute_value as decimal(18, 4))
            {%- else %}{{ family }}_features.{{ name }}
            {%- endif -%}
        ) as {{ name }},
        {%- endfor %}
        {{ family }}_features.{{ each.key }} as history_key
    from {{ ref(family ~ '_features') }} as {{ family }}_features
    inner join as_of_dates on {{ family }}_features.feature_date = as_of_dates.as_of_date
    inner join {{ ref('activity_features') }} as activity_features
        on {{ family }}_features.person_id = activity_features.person_id
        and {{ family }}_features.feature_date = activity_features.feature_date
    group by {{ family }}_features.{{ each.key }}
),

{% endfor -%}
candidates as (
    {%- for feature, measure in measures_of_everything().items() %}
    {%- set form = reason_form(measure.family, measure.history_key or feature) %}
    select
        '{{ feature }}' as feature,
        '{{ measure.family }}' as family,
        '{{ measure.measure }}' as measure,
        {{ measure.is_detail or false }} as is_detail,
        {{ text_literal(measure.topic) }} as topic,
        {{ text_literal(none) }} as source_name,
        {{ text_literal(none) }} as event_name,
        {{ text_literal(none) }} as property_name,
        {{ text_literal(measure.history_key or none) }} as history_key,
        cast({{ measure.days or 'null' }} as integer) as window_days,
        '{{ measure.words }}' as description,
        '{{ form.kind }}' as kind,
        {{ form.subject }} as subject,
        '{{ form.span }}' as span,
        cast(null as date) as zero_after,
        {{ 'dates.live_from' if measure.days else 'cast(null as date)' }} as counted_from,
        {{ measure.family }}_people.{{ 'people' if measure.family == 'calendar' else feature }} as people,
        {{ add_days('dates.first_date', 548) if measure.family == 'calendar' else 'dates.first_date' }} as first_date
    from dates
    cross join {{ measure.family }}_people
    union all
    {%- endfor %}
    {%- for family, each in families.items() %}
    {%- set family_loop = loop %}
    {%- for name, measure in each.measures.items() %}
    {%- set form = reason_form(family, name) %}
    select
        {{ measure.feature }} as feature,
        '{{ family }}' as family,
        '{{ name }}' as measure,
        {{ family == 'property' or measure.is_detail or false }} as is_detail,
        '{{ each.topic }} ' || names.{{ each.topic }}_name as topic,
        names.source_name,
        {{ 'names.attribute_name as event_name' if family == 'attribute' else 'names.event_name' }},
        {{ 'names.property_name' if family == 'property' else text_literal(none) }} as property_name,
        names.{{ each.key }} as history_key,
        cast({{ measure.days or 'null' }} as integer) as window_days,
        {{ measure.words }} as description,
        '{{ form.kind }}' as kind,
        {{ form.subject }} as subject,
        '{{ form.span }}' as span,
        {% if not measure.is_count -%} cast(null as date)
        {%- elif family == 'property' -%} {{ add_days('names.first_date', -1) }}
        {%- else -%} names.source_first_date
        {%- endif %} as zero_after,
        {{ 'names.source_first_date' if measure.days else 'cast(null as date)' }} as counted_from,
        coalesce({{ family }}_people.{{ name }}, 0) as people,
        names.first_date
    from {{ each.names }} as names
    left join {{ family }}_people on names.{{ each.key }} = {{ family }}_people.history_key
    {%- if measure.condition %}
    where {{ measure.condition }}
    {%- endif %}
    {{ 'union all' if not (loop.last and family_loop.last) }}
    {%- endfor %}
    {%- endfor %}
),

-- a name that two would have belongs to the first, in this order
claims as (
    select
        candidates.*,
        {{ family_order('candidates.family') }} as family_order,
        row_number() over (
            partition by candidates.feature
            order by {{ family_order('candidates.family') }}, candidates.history_key
        ) as claim
    from candidates
),

named_features as (
    select
        case
            when claims.claim = 1 and not {{ is_reserved('claims.feature') }} then claims.feature
            else {{ feature_of_later_claim('claims.feature', 'claims.family', 'claims.history_key') }}
        end as feature,
        claims.family,
        claims.measure,
        claims.is_detail,
        claims.topic,
        claims.source_name,
        claims.event_name,
        claims.property_name,
        claims.history_key,
        claims.window_days,
        claims.description,
        claims.kind,
        upper(substr(claims.subject, 1, 1)) || substr(claims.subject, 2) as subject,
        claims.span,
        cast(claims.people as double) / nullif(activity_people.people, 0) as coverage,
        claims.zero_after,
        claims.counted_from,
        claims.first_date
    from claims
    cross join activity_people
),

feature_catalog as (
    select
        *,
        case
            when kind in ('fading_active_days', 'trend', 'share', 'mean_gap', 'gap_spread', 'mean', 'mean_value')
                then 0.25e0
            else 1e0
        end as clarity,
        {% if sensitive -%}
        feature in ({{ sensitive }})
        or coalesce(event_name in ({{ sensitive }}), false)
        or coalesce(event_name || '.' || property_name in ({{ sensitive }}), false)
        -- which event came last would tell one that is never told
        or (
            family = 'sequence'
            and exists (select 1 from event_types where event_types.event_name in ({{ sensitive }}))
        )
        {%- else -%}
        false
        {%- endif %} as is_sensitive
    from named_features
)

select * from feature_catalog
