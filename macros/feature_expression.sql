{% macro feature_expression(column, source="") -%}
    {#-
    A column of person_features, for its row in feature_catalog and the table or CTE where it stands by the side of others: a count
    of nothing is null at first (`zero_after`) and zero later.
    -#}
    {%- set value = source ~ '.' ~ adapter.quote(column.feature) -%}
    {%- if column.family == 'calendar' -%}
        {{ season('activity.feature_date', column.measure) }}
    {%- elif column.family == 'activity' -%}
        cast(activity.{{ column.measure }} as double)
    {%- elif column.measure in ('attribute_value', 'event_name') -%}
        {{ value }}
    {%- elif column.measure == 'attribute_number' -%}
        case when try_cast({{ value }} as decimal(18, 4)) is not null then try_cast({{ value }} as double) end
    {%- elif column.zero_after -%}
        case when activity.feature_date > date '{{ column.zero_after }}' then cast(coalesce({{ value }}, 0) as double) end
    {%- else -%}
        cast({{ value }} as double)
    {%- endif -%}
{%- endmacro %}
