{# One row per person and feature date: what was known of the person by then, one column per row of feature_catalog. #}
{%- set columns = feature_columns() %}
{%- set families = [
    ('event', 'event_name', names_in(columns, 'event')),
    ('attribute', 'attribute_name', names_in(columns, 'attribute')),
] %}

with

activity_features as (
    select * from {{ ref('activity_features') }}
),

event_features as (
    select * from {{ ref('event_features') }}
),

attribute_features as (
    select * from {{ ref('attribute_features') }}
),

{% for family, key, names in families %}
{%- for batch in names | batch(batch_size(names)) %}
{{ family }}_columns_{{ loop.index }} as (
    select
        person_id,
        feature_date
        {%- for column in columns if column.family == family and column.event_name in batch %},
        {% if batch | length == 1 -%}
        {{ column.measure }} as {{ column.feature }}
        {%- else -%}
        max(case when {{ key }} = {{ text_literal(column.event_name) }} then {{ column.measure }} end) as {{ column.feature }}
        {%- endif %}
        {%- endfor %}
    from {{ family }}_features
    where {{ key }} in ({% for name in batch %}{{ text_literal(name) }}{{ ', ' if not loop.last }}{% endfor %})
    {%- if batch | length > 1 %}
    group by person_id, feature_date
    {%- endif %}
),

{% endfor %}
{%- endfor -%}

person_features as (
    select
        activity_features.person_id,
        {%- for column in columns %}
        {{ feature_expression(column, families[0][2], families[1][2]) }} as {{ column.feature }},
        {%- endfor %}
        activity_features.feature_date
    from activity_features
    {%- for family, key, names in families %}
    {%- for batch in names | batch(batch_size(names)) %}
    left join {{ family }}_columns_{{ loop.index }}
        on activity_features.person_id = {{ family }}_columns_{{ loop.index }}.person_id
        and activity_features.feature_date = {{ family }}_columns_{{ loop.index }}.feature_date
    {%- endfor %}
    {%- endfor %}
)

select * from person_features
