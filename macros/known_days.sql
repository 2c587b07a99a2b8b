{% macro known_days(daily, longest) -%}
    {#-
    CTEs that end in `known_days`: one row per feature date, person and row of `daily` (identifier, event_date, known_date, ...)
    that was known before the date and happened at most `longest` days before it, `days_ago`. They read the CTEs `daily`,
    `feature_dates` and `identifiers_by_date`.
    -#}
persons_at_date as (
    select
        identifiers_by_date.identifier,
        identifiers_by_date.person_id,
        feature_dates.feature_date
    from feature_dates
    inner join identifiers_by_date on feature_dates.feature_date = identifiers_by_date.feature_date
),

-- only what any of the dates looks at is matched with people
near_days as (
    select *
    from {{ daily }}
    where
        known_date < (select max(feature_dates.feature_date) from feature_dates)
        and event_date >= (select min(feature_dates.feature_date) from feature_dates) - interval '{{ longest }}' day
),

known_days as (
    select
        persons_at_date.person_id,
        persons_at_date.feature_date,
        {{ days_between('near_days.event_date', 'persons_at_date.feature_date') }} as days_ago,
        near_days.*
    from persons_at_date
    inner join near_days
        on persons_at_date.identifier = near_days.identifier
        and persons_at_date.feature_date > near_days.known_date
        and persons_at_date.feature_date - interval '{{ longest }}' day <= near_days.event_date
)
{%- endmacro %}
