{# One row per person whose identifiers became another's on a day: who became whom, through what, and how many moved. #}
{{ config(materialized='grown', added='merged_on > kept.known_before') }}

with

kept_identity as (
    select * from {{ ref('kept_identity') }}
),

person_identifiers as (
    select * from {{ ref('person_identifiers') }}
),

merging_edges as (
    select * from {{ ref('merging_edges') }}
),

moved as (
    select
        earlier.person_id as from_person_id,
        later.person_id as into_person_id,
        later.valid_from as merged_on,
        count(*) as identifiers_moved
    from person_identifiers as earlier
    inner join person_identifiers as later
        on earlier.identifier = later.identifier and earlier.valid_to = later.valid_from
    cross join kept_identity
    where later.valid_from > kept_identity.known_before
    group by earlier.person_id, later.person_id, later.valid_from
),

-- which identifiers they are stays in merging_edges, which is not published
person_merges as (
    select
        moved.from_person_id,
        moved.into_person_id,
        moved.merged_on,
        moved.identifiers_moved,
        merging_edges.source_name,
        case
            when merging_edges.source_name is not null
                then
                    {{ identifier_type('merging_edges.left_identifier') }}
                    || ' and ' || {{ identifier_type('merging_edges.right_identifier') }} || ' seen together'
            else 'a block or a repair'
        end as reason
    from moved
    left join merging_edges
        on moved.from_person_id = merging_edges.from_person_id
        and moved.into_person_id = merging_edges.into_person_id
        and moved.merged_on = merging_edges.merged_on
)

select * from person_merges
