{# One row per prediction to be measured, person and date that its sources are weighed on: learnt from, or held out. #}

with

example_rows as (
    select * from {{ ref('example_rows') }}
    where origin = 1
),

unmeasured_models as (
    select * from {{ ref('unmeasured_models') }}
),

drawn_rows as (
    select
        example_rows.*,
        row_number() over (
            partition by example_rows.prediction_name, example_rows.split
            order by {{ draw('example_rows') }}
        ) as drawn,
        count(*) over (partition by example_rows.prediction_name, example_rows.split) as examples
    from example_rows
    inner join unmeasured_models on example_rows.prediction_name = unmeasured_models.prediction_name
),

-- training again for each source has to stay cheap; rows are drawn one by one, so that few humans fall out altogether
source_rows as (
    select
        prediction_name,
        split,
        person_id,
        feature_date,
        human_id,
        label,
        examples > {{ setting('backtest_rows') }} as is_sampled
    from drawn_rows
    where drawn <= {{ setting('backtest_rows') }}
)

select * from source_rows
