{% macro day_spacing(spaced_by) -%}
    {#-
    The columns `gap` and `is_out_of_order` of daily rows, from the row before of the same `spaced_by`: the days since it, and
    whether it is of the same day or became known later. They are worked out once for all feature dates.
    -#}
    {%- set before = 'over (partition by ' ~ spaced_by | join(', ') ~ ' order by event_date, known_date)' -%}
    {{ days_between('lag(event_date) ' ~ before, 'event_date') }} as gap,
        coalesce(
            lag(event_date) {{ before }} >= event_date or lag(known_date) {{ before }} > known_date, false
        ) as is_out_of_order
{%- endmacro %}
