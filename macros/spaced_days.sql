{% macro spaced_days(daily, longest, sums, keys=[]) -%}
    {#-
    CTEs that end in `spaced_days`, after those of known_days(daily, longest): one row per person at a feature date (row_id), of
    each of the columns `keys`, and day, with `days_ago`, `sums`, which has an aggregate over rows of `daily` for each column, and
    `gap`, the days since the day before within `longest`. `daily` has gap and is_in_order, as day_gaps gives them.

    The days of a person who is one identifier, whose rows came in order, are the rows of `daily` as they stand. Only those
    of the others are added up, since a day on which two identifiers of one person did something is one day.
    -#}
    {%- set keys = keys + ['event_date', 'days_ago'] -%}
lone_identifiers as (
    select identifiers_at_date.row_id
    from identifiers_at_date
    inner join persons_at_date on identifiers_at_date.row_id = persons_at_date.row_id
    where
        persons_at_date.identifier_count = 1
        and identifiers_at_date.identifier not in (
            select {{ daily }}.identifier from {{ daily }}
            where not {{ daily }}.is_in_order
        )
),

lone_days as (
    select
        row_id,
        {%- for column in keys + sums | list %}
        {{ column }},
        {%- endfor %}
        case when days_ago + gap <= {{ longest }} then gap end as gap
    from known_days
    where row_id in (select lone_identifiers.row_id from lone_identifiers)
),

merged_days as (
    select
        row_id,
        {%- for column in keys %}
        {{ column }},
        {%- endfor %}
        {%- for column, aggregate in sums.items() %}
        {{ aggregate }} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from known_days
    where row_id not in (select lone_identifiers.row_id from lone_identifiers)
    group by row_id, {{ keys | join(', ') }}
),

spaced_days as (
    select * from lone_days
    union all
    select
        *,
        {{ days_between(
            'lag(event_date) over (partition by ' ~ (['row_id'] + keys[:-2]) | join(', ') ~ ' order by event_date)', 'event_date'
        ) }} as gap
    from merged_days
)
{%- endmacro %}
