{# One row per prediction, model version and tenth of the holdout by propensity: decile 10 holds the highest. #}

with

holdout_scores as (
    select * from {{ ref('holdout_scores') }}
),

ranked as (
    select
        *,
        ntile(10) over (partition by prediction_name order by propensity, person_id, feature_date) as decile
    from holdout_scores
),

deciles as (
    select
        prediction_name,
        model_version,
        decile,
        count(*) as people,
        sum(label) as positives,
        cast(sum(cast(propensity as decimal(18, 15))) as double) / count(*) as mean_propensity,
        cast(sum(label) as double) / count(*) as observed_rate
    from ranked
    group by prediction_name, model_version, decile
),

model_deciles as (
    select
        *,
        observed_rate * sum(people) over (partition by prediction_name)
        / nullif(sum(positives) over (partition by prediction_name), 0) as lift,
        sum(positives) over (partition by prediction_name order by decile desc) * 1.0
        / nullif(sum(positives) over (partition by prediction_name), 0) as cumulative_capture
    from deciles
)

select * from model_deciles
