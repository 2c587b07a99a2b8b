{% macro identifiers_at(dates) -%}
    {#- A query over person_identifiers: one row per date of the CTE `dates` and identifier, with whose it was, as known then. -#}
    select
        {{ dates }}.feature_date,
        person_identifiers.identifier,
        person_identifiers.person_id
    from {{ dates }}
    inner join {{ ref('person_identifiers') }} as person_identifiers
        on {{ dates }}.feature_date >= person_identifiers.valid_from
        and (person_identifiers.valid_to is null or {{ dates }}.feature_date < person_identifiers.valid_to)
{%- endmacro %}
