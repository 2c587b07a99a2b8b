{# One row: the day before which who is who stands as an earlier build left it; 1970-01-01 where all is anew. #}
{{ config(post_hook="{{ announce_identity() }}") }}

with

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

left_behind as (
    select * from {{ source('previous', 'identity_states') }}
),

{{ identity_state('left_behind') }},

unchanged as (
    select left_behind.as_of_date
    from left_behind
    inner join identity_state
        on left_behind.as_of_date = identity_state.as_of_date
        and left_behind.known = identity_state.known
        and left_behind.rules = identity_state.rules
    inner join as_of_dates on left_behind.as_of_date <= as_of_dates.as_of_date
    where {{ 'false' if flags.FULL_REFRESH else 'true' }}
),

kept_identity as (
    select coalesce(max(as_of_date), cast('1970-01-01' as date)) as known_before
    from unchanged
)

select * from kept_identity
