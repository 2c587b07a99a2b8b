{# One row per prediction that can be learnt: a fingerprint of its rows, and whether the last build's is the same. #}

with

drawn_rows as (
    select * from {{ ref('drawn_rows') }}
),

-- what was known before a date is what features are made of
feature_dates as (
    select
        feature_date,
        known_rows
    from {{ ref('feature_dates') }}
),

learning_ends as (
    select
        prediction_name,
        is_due
    from {{ ref('learning_ends') }}
),

last_states as (
    select
        prediction_name,
        state
    from {{ source('previous', 'example_states') }}
),

states as (
    select
        drawn_rows.prediction_name,
        {{ fingerprint([
            'drawn_rows.origin', 'drawn_rows.split', 'drawn_rows.person_id', 'drawn_rows.feature_date',
            'drawn_rows.settled_date', 'drawn_rows.human_id', 'drawn_rows.label', 'feature_dates.known_rows',
        ]) }} as state
    from drawn_rows
    inner join feature_dates on drawn_rows.feature_date = feature_dates.feature_date
    group by drawn_rows.prediction_name
),

example_states as (
    select
        states.prediction_name,
        states.state,
        {%- if flags.FULL_REFRESH %}
        -- every feature is made anew
        false as is_unchanged
        {%- else %}
        not learning_ends.is_due and coalesce(states.state = last_states.state, false) as is_unchanged
        {%- endif %}
    from states
    inner join learning_ends on states.prediction_name = learning_ends.prediction_name
    left join last_states on states.prediction_name = last_states.prediction_name
)

select * from example_states
