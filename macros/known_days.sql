{% macro known_days(daily, longest, is_spaced=false) -%}
    {#-
    CTEs that end in `known_days`: one row per feature date, person and row of `daily` (identifier, event_date, known_date, ...)
    that was known before the date and happened at most `longest` days before it, `days_ago`. Persons at a date have a number,
    `row_id`, by which to group: it is shorter than what it stands for in `persons_at_date`. They read the CTEs `daily`,
    `feature_dates` and `identifiers_by_date`.

    Of rows that day_spacing has spaced, two CTEs instead: `lone_days` of persons for whom nothing has to be added up, since they
    are one identifier whose rows became known in order, so that `gap` is right at each date at which a row was known; and
    `shared_days` of the others.
    -#}
date_bounds as (
    select
        min(feature_date) as first_date,
        max(feature_date) as last_date
    from feature_dates
),

-- only what any of the dates looks at is matched with people
near_days as (
    select {{ daily }}.*
    from {{ daily }}
    cross join date_bounds
    where
        {{ daily }}.known_date < date_bounds.last_date
        and {{ daily }}.event_date >= date_bounds.first_date - interval '{{ longest }}' day
),

identifiers_at_date as (
    select
        identifiers_by_date.identifier,
        identifiers_by_date.person_id,
        feature_dates.feature_date,
        {%- if is_spaced %}
        identifiers_by_date.identifier not in (
            select near_days.identifier from near_days
            where near_days.is_out_of_order
        )
        and count(*) over (
            partition by feature_dates.feature_date, identifiers_by_date.person_id
        ) = 1 as is_lone,
        {%- endif %}
        cast(dense_rank() over (
            order by feature_dates.feature_date, identifiers_by_date.person_id
        ) as integer) as row_id
    from feature_dates
    inner join identifiers_by_date on feature_dates.feature_date = identifiers_by_date.feature_date
),

persons_at_date as (
    select
        row_id,
        person_id,
        feature_date,
        count(*) as identifier_count
    from identifiers_at_date
    group by row_id, person_id, feature_date
)
{%- for rows, whose in ([('lone_days', 'is_lone'), ('shared_days', 'not is_lone')] if is_spaced else [('known_days', none)]) %},

{{ rows }} as (
    select
        identifiers_at_date.row_id,
        identifiers_at_date.feature_date,
        {{ days_between('near_days.event_date', 'identifiers_at_date.feature_date') }} as days_ago,
        near_days.*
    from identifiers_at_date
    inner join near_days
        on identifiers_at_date.identifier = near_days.identifier
        and identifiers_at_date.feature_date > near_days.known_date
        and identifiers_at_date.feature_date - interval '{{ longest }}' day <= near_days.event_date
    {%- if whose is not none %}
    where {{ whose }}
    {%- endif %}
)
{%- endfor %}
{%- endmacro %}
