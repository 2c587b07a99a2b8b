{# One row per person that turned out to be another, older one: who became whom, and when that was known. #}

with

person_identifiers as (
    select * from {{ ref('person_identifiers') }}
),

person_merges as (
    select
        earlier.person_id as from_person_id,
        later.person_id as into_person_id,
        later.valid_from as merged_on,
        count(*) as identifiers_moved,
        'an identity edge joined them' as reason
    from person_identifiers as earlier
    inner join person_identifiers as later
        on earlier.identifier = later.identifier and earlier.valid_to = later.valid_from
    group by earlier.person_id, later.person_id, later.valid_from
)

select * from person_merges
