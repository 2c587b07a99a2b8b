{# One row per prediction, model version and tenth of the holdout by propensity: decile 10 holds the highest. #}

with

holdout_deciles as (
    select * from {{ ref('holdout_deciles') }}
),

deciles as (
    select
        prediction_name,
        model_version,
        decile,
        count(*) as examples,
        sum(label) as outcomes,
        count(distinct human_id) as people,
        count(distinct case when label = 1 then human_id end) as positives,
        cast(sum(cast(propensity as decimal(18, 15))) as double) / count(*) as mean_propensity,
        cast(sum(label) as double) / count(*) as observed_rate,
        cast(sum(cast(propensity * (1 - propensity) as decimal(18, 15))) as double) / count(*) / count(*) as variance
    from holdout_deciles
    group by prediction_name, model_version, decile
),

model_deciles as (
    select
        prediction_name,
        model_version,
        decile,
        examples,
        people,
        positives,
        mean_propensity,
        observed_rate,
        variance,
        cast(observed_rate * sum(examples) over (partition by prediction_name, model_version) as double)
        / nullif(sum(outcomes) over (partition by prediction_name, model_version), 0) as lift,
        cast(sum(outcomes) over (partition by prediction_name, model_version order by decile desc) as double)
        / nullif(sum(outcomes) over (partition by prediction_name, model_version), 0) as cumulative_capture
    from deciles
)

select * from model_deciles
