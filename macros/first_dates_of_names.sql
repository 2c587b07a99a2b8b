{% macro first_dates_of_names(name, sightings, maximum) -%}
    {#-
    CTEs that end in `places` (name, first_date, is_beyond_maximum): the first calendar date before which enough people were
    known to have each name, and whether `maximum` others came first. They read the CTEs `sightings` (name, identifier,
    known_date) and `feature_dates`.
    -#}
first_sightings as (
    select
        {{ name }},
        identifier,
        min(known_date) as known_date
    from {{ sightings }}
    group by {{ name }}, identifier
),

sightings_in_order as (
    select
        {{ name }},
        known_date,
        row_number() over (partition by {{ name }} order by known_date, identifier) as people
    from first_sightings
),

entries as (
    select
        sightings_in_order.{{ name }},
        min(feature_dates.feature_date) as first_date
    from sightings_in_order
    inner join feature_dates on sightings_in_order.known_date < feature_dates.feature_date
    where
        sightings_in_order.people = {{ setting('minimum_people_per_event_type') }}
        and feature_dates.is_calendar
    group by sightings_in_order.{{ name }}
),

-- by what was known at its first date, so that no later row moves a place
people_then as (
    select
        entries.{{ name }},
        entries.first_date,
        max(sightings_in_order.people) as people
    from entries
    inner join sightings_in_order
        on entries.{{ name }} = sightings_in_order.{{ name }}
        and entries.first_date > sightings_in_order.known_date
    group by entries.{{ name }}, entries.first_date
),

places as (
    select
        {{ name }},
        first_date,
        row_number() over (order by first_date asc, people desc, {{ name }} asc) > {{ maximum }} as is_beyond_maximum
    from people_then
)
{%- endmacro %}
