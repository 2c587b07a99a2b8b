{# One row per number of identifiers: how many persons have that many, and one of them to look at. #}

with

persons as (
    select * from {{ ref('persons') }}
),

person_sizes as (
    select
        identifier_count,
        count(*) as persons,
        min(person_id) as example_person_id
    from persons
    group by identifier_count
)

select * from person_sizes
