{# One row per row that the last build's measured_drivers had of models that are kept. #}
{{ config(materialized='view') }}

with

last_drivers as (
    select * from {{ source('previous', 'measured_drivers') }}
),

kept_models as (
    select * from {{ ref('kept_models') }}
),

known_drivers as (
    select *
    from last_drivers
    where prediction_name in (select kept_models.prediction_name from kept_models)
)

select * from known_drivers
