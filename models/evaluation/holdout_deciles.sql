{# One row per row of holdout_scores, with the tenth of its model's propensities that it falls into. #}
{{ config(materialized='view') }}

with

holdout_scores as (
    select * from {{ ref('holdout_scores') }}
),

-- of equal propensities the place is drawn, so that no order of ids decides what a tenth holds
ranked as (
    select
        holdout_scores.*,
        row_number() over (
            partition by holdout_scores.prediction_name, holdout_scores.model_version
            order by holdout_scores.propensity, {{ draw('holdout_scores') }}
        ) as place,
        count(*) over (partition by holdout_scores.prediction_name, holdout_scores.model_version) as examples
    from holdout_scores
),

holdout_deciles as (
    select
        prediction_name,
        model_version,
        person_id,
        feature_date,
        human_id,
        propensity,
        label,
        {{ decile('place', 'examples') }} as decile
    from ranked
)

select * from holdout_deciles
