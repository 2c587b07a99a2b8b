{# One row per row of drawn_rows that is learnt from or graded on now: none of predictions whose models are kept. #}
{{ config(materialized='view') }}

with

drawn_rows as (
    select * from {{ ref('drawn_rows') }}
),

kept_models as (
    select * from {{ ref('kept_models') }}
),

example_rows as (
    select *
    from drawn_rows
    where prediction_name not in (select kept_models.prediction_name from kept_models)
)

select * from example_rows
