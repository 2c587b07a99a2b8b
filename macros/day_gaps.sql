{% macro day_gaps(keys) -%}
    {#-
    Two columns of rows with event_date and known_date: `gap`, the days since the row before of the same `keys`, and is_in_order,
    whether that one is of an earlier day and was known no later, so that no row that comes later can change the gap.
    -#}
    {%- set before = 'over (partition by ' ~ keys | join(', ') ~ ' order by event_date, known_date)' -%}
    {{ days_between('lag(event_date) ' ~ before, 'event_date') }} as gap,
        coalesce(
            lag(event_date) {{ before }} < event_date and lag(known_date) {{ before }} <= known_date, true
        ) as is_in_order
{%- endmacro %}
