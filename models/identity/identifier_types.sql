{# One row per type of identifier in vars: its place in the order of trust, and how many of it one person may have. #}

with

identifier_types as (
    {%- for identifier_type, maximum in setting('identifier_types').items() %}
    select
        {{ text_literal(identifier_type) }} as identifier_type,
        {{ loop.index }} as trust_place,
        {{ maximum }} as maximum
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as {{ dbt.type_string() }}) as identifier_type,
        cast(null as integer) as trust_place,
        cast(null as integer) as maximum
    where false
    {%- endfor %}
)

select * from identifier_types
