{% macro wide_features(columns, rows=none) -%}
    {#-
    CTEs that end in `wide_features`: the history side by side, one column for each of `columns`, which feature_columns gives. With
    `rows`, a CTE or table with person_id and feature_date, of those rows only, which are numbered: what is joined so often
    should be short.
    -#}
    {%- set families = [
        ('sequence', 'event', 'recency_rank'),
        ('event', 'event', 'event_name'),
        ('attribute', 'attribute', 'attribute_name'),
        ('property', 'property', 'property_key'),
    ] -%}
    {%- set keys = ['person_id', 'feature_date'] if rows is none else ['row_id'] -%}
    {%- set sides = [] -%}
{%- if rows is not none %}
feature_rows as (
    select
        person_id,
        feature_date,
        cast(row_number() over (order by feature_date, person_id) as integer) as row_id
    from {{ rows }}
    group by person_id, feature_date
),

{% endif -%}
event_types as (
    select * from {{ ref('event_types') }}
    where first_date is not null
),
{% for history in ['activity', 'event', 'attribute', 'property'] %}
{{ history }}_features as (
    {%- if rows is none %}
    select * from {{ ref(history ~ '_features') }}
    {%- else %}
    select
        feature_rows.row_id,
        history.*
    from {{ ref(history ~ '_features') }} as history
    inner join feature_rows
        on history.person_id = feature_rows.person_id and history.feature_date = feature_rows.feature_date
    {%- endif %}
),

{% endfor -%}
{%- for family, history, history_key in families %}
{%- set names = names_in(columns, family) %}
{%- for batch in names | batch(batch_size(names)) %}
{%- set side = family ~ '_columns_' ~ loop.index %}
{%- do sides.append((side, family, batch)) %}
{{ side }} as (
    select
        {{ keys | join(',\n        ') }}
        {%- for column in columns if column.family == family and column.history_key in batch %},
        {% set value = side_value(column) -%}
        {% if batch | length == 1 -%}
        {{ value }} as {{ adapter.quote(column.feature) }}
        {%- else -%}
        max(case when {{ history_key }} = {{ text_literal(column.history_key) }} then {{ value }} end) as {{ adapter.quote(column.feature) }}
        {%- endif %}
        {%- endfor %}
    from {{ history }}_features
    where {{ history_key }} in ({% for name in batch %}{{ text_literal(name) }}{{ ', ' if not loop.last }}{% endfor %})
    {%- if batch | length > 1 %}
    group by {{ keys | join(', ') }}
    {%- endif %}
),

{% endfor %}
{%- endfor -%}

wide_features as (
    select
        activity.person_id,
        {%- for column in columns if column.family in ('activity', 'calendar') %}
        {{ feature_expression(column) }} as {{ adapter.quote(column.feature) }},
        {%- endfor %}
        {%- for side, family, batch in sides %}
        {%- for column in columns if column.family == family and column.history_key in batch %}
        {{ feature_expression(column, side) }} as {{ adapter.quote(column.feature) }},
        {%- endfor %}
        {%- endfor %}
        activity.feature_date
    from activity_features as activity
    {%- for side, family, batch in sides %}
    left join {{ side }} on {% for key in keys %}activity.{{ key }} = {{ side }}.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
    {%- endfor %}
)
{%- endmacro %}
