{# One row, if there is any event: what identity rests on, so that the next build can tell what has been added. #}
{{ config(post_hook="{{ mark_identity_finished() }}") }}
-- depends_on: {{ ref('person_identifiers') }}
-- depends_on: {{ ref('refused_edges') }}
-- depends_on: {{ ref('merging_edges') }}

with

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

{{ identity_state('as_of_dates') }},

identity_states as (
    select
        as_of_date,
        known,
        rules
    from identity_state
    where as_of_date is not null
)

select * from identity_states
