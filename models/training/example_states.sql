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

feature_catalog as (
    select * from {{ ref('feature_catalog') }}
),

training_codes as (
    select * from {{ ref('training_codes') }}
),

learning_ends as (
    select
        prediction_name,
        learns_until,
        is_due
    from {{ ref('learning_ends') }}
),

last_states as (
    select
        prediction_name,
        state
    from {{ source('previous', 'example_states') }}
),

row_states as (
    select
        drawn_rows.prediction_name,
        {{ fingerprint([
            'drawn_rows.origin', 'drawn_rows.split', 'drawn_rows.person_id', 'drawn_rows.feature_date',
            'drawn_rows.settled_date', 'drawn_rows.human_id', 'drawn_rows.label', 'feature_dates.known_rows',
        ]) }} as row_state
    from drawn_rows
    inner join feature_dates on drawn_rows.feature_date = feature_dates.feature_date
    group by drawn_rows.prediction_name
),

-- a name may come to stand for something else
feature_states as (
    select
        learning_ends.prediction_name,
        {{ fingerprint([
            'feature_catalog.feature', 'feature_catalog.family', 'feature_catalog.measure', 'feature_catalog.history_key',
            'feature_catalog.topic', 'feature_catalog.source_name', 'feature_catalog.counted_from',
            'feature_catalog.zero_after',
        ]) }} as feature_state
    from learning_ends
    inner join feature_catalog on coalesce(learning_ends.learns_until >= feature_catalog.first_date, true)
    group by learning_ends.prediction_name
),

states as (
    select
        row_states.prediction_name,
        row_states.row_state || ' ' || feature_states.feature_state || ' ' || training_codes.library_version as state
    from row_states
    inner join feature_states on row_states.prediction_name = feature_states.prediction_name
    cross join training_codes
),

example_states as (
    select
        states.prediction_name,
        states.state,
        not learning_ends.is_due and coalesce(states.state = last_states.state, false) as is_unchanged
    from states
    inner join learning_ends on states.prediction_name = learning_ends.prediction_name
    left join last_states on states.prediction_name = last_states.prediction_name
)

select * from example_states
