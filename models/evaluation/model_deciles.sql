{# One row per prediction, model version and tenth of the holdout by propensity: decile 10 holds the highest. #}

with

holdout_scores as (
    select * from {{ ref('holdout_scores') }}
),

ranked as (
    select
        *,
        row_number() over (partition by prediction_name order by propensity, person_id, feature_date) as place,
        count(*) over (partition by prediction_name) as examples
    from holdout_scores
),

deciles as (
    select
        prediction_name,
        model_version,
        {{ decile('place', 'examples') }} as decile,
        count(*) as examples,
        sum(label) as outcomes,
        count(distinct human_id) as people,
        count(distinct case when label = 1 then human_id end) as positives,
        cast(sum(cast(propensity as decimal(18, 15))) as double) / count(*) as mean_propensity,
        cast(sum(label) as double) / count(*) as observed_rate
    from ranked
    group by prediction_name, model_version, {{ decile('place', 'examples') }}
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
        cast(observed_rate * sum(examples) over (partition by prediction_name) as double)
        / nullif(sum(outcomes) over (partition by prediction_name), 0) as lift,
        cast(sum(outcomes) over (partition by prediction_name order by decile desc) as double)
        / nullif(sum(outcomes) over (partition by prediction_name), 0) as cumulative_capture
    from deciles
)

select * from model_deciles
