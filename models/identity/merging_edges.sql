{# One row per person whose identifiers became another's on a day, with the identity edge that tied them together. #}
{{ config(materialized='grown', added='merged_on > kept.known_before') }}

with

kept_identity as (
    select * from {{ ref('kept_identity') }}
),

person_identifiers as (
    select * from {{ ref('person_identifiers') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

identity_edges as (
    select * from {{ ref('identity_edges') }}
),

moves as (
    select
        later.identifier,
        earlier.person_id as from_person_id,
        later.person_id as into_person_id,
        later.valid_from as merged_on,
        later_oldest.identifier_number < earlier_oldest.identifier_number as is_joined
    from person_identifiers as earlier
    inner join person_identifiers as later
        on earlier.identifier = later.identifier and earlier.valid_to = later.valid_from
    inner join identifiers as earlier_oldest on earlier.person_id = earlier_oldest.first_person_id
    inner join identifiers as later_oldest on later.person_id = later_oldest.first_person_id
    cross join kept_identity
    where later.valid_from > kept_identity.known_before
),

moved as (
    select
        from_person_id,
        into_person_id,
        merged_on,
        count(*) as identifiers_moved
    from moves
    group by from_person_id, into_person_id, merged_on
),

both_ways as (
    select
        left_identifier as identifier,
        right_identifier as other_identifier,
        left_identifier,
        right_identifier,
        source_name,
        known_at
    from identity_edges
    union all
    select
        right_identifier as identifier,
        left_identifier as other_identifier,
        left_identifier,
        right_identifier,
        source_name,
        known_at
    from identity_edges
),

-- known the day before, from one of theirs; the tie leads to one that has become the same person and was not theirs
ties as (
    select
        moves.from_person_id,
        moves.into_person_id,
        moves.merged_on,
        both_ways.left_identifier,
        both_ways.right_identifier,
        both_ways.source_name,
        others.person_id = moves.into_person_id and before.identifier is null as is_tie,
        row_number() over (
            partition by moves.from_person_id, moves.into_person_id, moves.merged_on
            order by
                case when others.person_id = moves.into_person_id and before.identifier is null then 0 else 1 end,
                both_ways.known_at,
                both_ways.left_identifier,
                both_ways.right_identifier
        ) as turn
    from moves
    inner join both_ways
        on moves.identifier = both_ways.identifier
        and moves.merged_on = {{ add_days('cast(both_ways.known_at as date)', 1) }}
    inner join person_identifiers as others
        on both_ways.other_identifier = others.identifier
        and moves.merged_on >= others.valid_from
        and (others.valid_to is null or moves.merged_on < others.valid_to)
    left join person_identifiers as before
        on both_ways.other_identifier = before.identifier
        and moves.from_person_id = before.person_id
        and moves.merged_on = before.valid_to
    where moves.is_joined
),

-- after a block or a repair there is none
merging_edges as (
    select
        moved.from_person_id,
        moved.into_person_id,
        moved.merged_on,
        moved.identifiers_moved,
        ties.left_identifier,
        ties.right_identifier,
        ties.source_name
    from moved
    left join ties
        on moved.from_person_id = ties.from_person_id
        and moved.into_person_id = ties.into_person_id
        and moved.merged_on = ties.merged_on
        and ties.turn = 1
        and ties.is_tie
)

select * from merging_edges
