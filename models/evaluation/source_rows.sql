{# One row per prediction to be measured, person and date that its sources are weighed on: learnt from, or held out. #}

with

example_rows as (
    select * from {{ ref('example_rows') }}
    where origin = 1
),

unmeasured_models as (
    select * from {{ ref('unmeasured_models') }}
),

human_rows as (
    select
        example_rows.prediction_name,
        example_rows.split,
        example_rows.human_id,
        count(*) as examples
    from example_rows
    inner join unmeasured_models on example_rows.prediction_name = unmeasured_models.prediction_name
    group by example_rows.prediction_name, example_rows.split, example_rows.human_id
),

-- whole humans, drawn by what has nothing to do with them
drawn_humans as (
    select
        *,
        sum(examples) over (
            partition by prediction_name, split
            order by md5(human_id), human_id
            rows between unbounded preceding and current row
        ) as examples_so_far,
        sum(examples) over (partition by prediction_name, split) as all_examples
    from human_rows
),

-- training again for each source has to stay cheap
source_rows as (
    select
        example_rows.prediction_name,
        example_rows.split,
        example_rows.person_id,
        example_rows.feature_date,
        example_rows.human_id,
        example_rows.label,
        drawn_humans.all_examples > 20000 as is_sampled
    from example_rows
    inner join drawn_humans
        on example_rows.prediction_name = drawn_humans.prediction_name
        and example_rows.split = drawn_humans.split
        and example_rows.human_id = drawn_humans.human_id
    where drawn_humans.examples_so_far <= 20000
)

select * from source_rows
