{# One row per person whose identifiers became another's on a day: who became whom, through what, and how many moved. #}

with

-- not published, since it names the identifiers
merging_edges as (
    select * from {{ ref('merging_edges') }}
),

person_merges as (
    select
        from_person_id,
        into_person_id,
        merged_on,
        identifiers_moved,
        source_name,
        case
            when source_name is null then 'a block or a repair'
            else
                {{ identifier_type('left_identifier') }} || ' and ' || {{ identifier_type('right_identifier') }}
                || ' seen together'
        end as reason
    from merging_edges
)

select * from person_merges
