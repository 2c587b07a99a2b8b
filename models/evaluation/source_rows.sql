{# One row per prediction to be measured, person and date that its sources are weighed on: learnt from, or held out. #}
{#- for each source there is a training, which together shall cost a tenth of those that made the model -#}
{%- set learnt, held_out = setting('backtest_rows') // 2, setting('backtest_rows') %}

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

-- drawn row by row rather than human by human, so that of most humans something is left
source_rows as (
    select
        prediction_name,
        split,
        person_id,
        feature_date,
        human_id,
        label,
        examples > case when split = 'train' then {{ learnt }} else {{ held_out }} end as is_sampled
    from drawn_rows
    where drawn <= case when split = 'train' then {{ learnt }} else {{ held_out }} end
)

select * from source_rows
