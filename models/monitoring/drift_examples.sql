{# One row per model that may score, person and date whose features are compared: at most 250 people of a date. #}

with

trained_models as (
    select
        prediction_name,
        model_version,
        training_from,
        training_to
    from {{ ref('trained_models') }}
    where origin <= 1
),

example_rows as (
    select
        prediction_name,
        person_id,
        feature_date
    from {{ ref('example_rows') }}
    group by prediction_name, person_id, feature_date
),

populations as (
    select * from {{ ref('populations') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

candidates as (
    select
        prediction_name,
        person_id,
        feature_date,
        false as is_as_of
    from example_rows
    union all
    select
        populations.prediction_name,
        populations.person_id,
        populations.feature_date,
        true as is_as_of
    from populations
    inner join as_of_dates on populations.feature_date = as_of_dates.as_of_date
),

drawn as (
    select
        candidates.*,
        trained_models.model_version,
        candidates.feature_date between trained_models.training_from and trained_models.training_to as is_training,
        row_number() over (
            partition by trained_models.model_version, candidates.prediction_name, candidates.feature_date
            order by {{ draw('candidates') }}
        ) as place
    from candidates
    inner join trained_models on candidates.prediction_name = trained_models.prediction_name
),

drift_examples as (
    select
        drawn.prediction_name,
        drawn.model_version,
        drawn.person_id,
        drawn.feature_date,
        drawn.is_as_of,
        drawn.is_training,
        row_number() over (
            partition by drawn.prediction_name, drawn.model_version
            order by drawn.is_training desc, {{ draw('drawn') }}
        ) as place_in_training
    from drawn
    where drawn.place <= 250
)

select * from drift_examples
