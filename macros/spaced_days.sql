{% macro spaced_days(daily, longest, sums, spaced_by=[]) -%}
    {#-
    CTEs that end in `spaced_days`, after and with those of known_days: one row per person at a feature date (row_id), of each of
    the columns `spaced_by`, and day, with `days_ago`, `sums`, which has for each column an aggregate over rows of `daily`, and
    `gap`, the days since the day before within `longest`. A day on which two identifiers of one person did something is one day.
    The rows of `daily` are spaced by the identifier and the same columns.
    -#}
    {%- set keys = ['row_id'] + spaced_by -%}
    {%- set columns = keys + ['event_date', 'days_ago'] -%}
{{ known_days(daily, longest, is_spaced=true) }},

merged_days as (
    select
        {{ columns | join(',\n        ') }},
        {%- for column, aggregate in sums.items() %}
        {{ aggregate }} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from shared_days
    group by {{ columns | join(', ') }}
),

spaced_days as (
    select
        *,
        {{ days_between(
            'lag(event_date) over (partition by ' ~ keys | join(', ') ~ ' order by event_date)', 'event_date'
        ) }} as gap
    from merged_days
    union all
    select
        {{ (columns + sums | list) | join(',\n        ') }},
        case when days_ago + gap <= {{ longest }} then gap end as gap
    from lone_days
)
{%- endmacro %}
