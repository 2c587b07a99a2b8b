{% macro successors(date_pairs) -%}
    {#-
    The CTE `successors`: one row per pair of dates (feature_date, later_date) and person of the first, `later_person_id` being who
    that person turned out to be: to whom its identifiers belong later. Nobody's are left out. It reads `identifiers_by_date`.
    -#}
successors as (
    select
        earlier.feature_date,
        earlier.person_id,
        {{ date_pairs }}.later_date,
        min(later.person_id) as later_person_id
    from {{ date_pairs }}
    inner join identifiers_by_date as earlier on {{ date_pairs }}.feature_date = earlier.feature_date
    inner join identifiers_by_date as later
        on {{ date_pairs }}.later_date = later.feature_date
        and earlier.identifier = later.identifier
    group by earlier.feature_date, earlier.person_id, {{ date_pairs }}.later_date
)
{%- endmacro %}
