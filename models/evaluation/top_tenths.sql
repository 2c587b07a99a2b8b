{# One row per model version: what the tenth ranked highest holds on an average date, by the model and by the rule. #}

with

rankings as (
    select * from {{ ref('rankings') }}
    where slice = 'everybody'
),

score_counts as (
    select
        prediction_name,
        model_version,
        scorer,
        feature_date,
        score,
        count(*) as people,
        sum(label) as positives
    from rankings
    group by prediction_name, model_version, scorer, feature_date, score
),

cumulative_counts as (
    select
        *,
        sum(people) over (
            partition by prediction_name, model_version, scorer, feature_date
            order by score desc
        ) as people_from,
        sum(people) over (partition by prediction_name, model_version, scorer, feature_date) as all_people
    from score_counts
),

-- of those who rank alike at the end of the list it takes as many as fit, and as many positives as they would hold on
-- average
places as (
    select
        *,
        greatest(0, least(people, ceil(all_people / 10e0) - (people_from - people))) as taken
    from cumulative_counts
),

sums as (
    select
        prediction_name,
        model_version,
        scorer,
        count(distinct feature_date) as dates,
        cast(sum(people) as double) as people,
        cast(sum(positives) as double) as positives,
        cast(sum(taken) as double) as contacted,
        cast(sum(cast(positives * taken / people as decimal(28, 12))) as double) as reached
    from places
    group by prediction_name, model_version, scorer
),

top_tenths as (
    select
        model.prediction_name,
        model.model_version,
        model.people / model.dates as people,
        model.positives / model.dates as positives,
        model.contacted / model.dates as contacted,
        model.reached / model.dates as reached,
        baseline.reached / model.dates as reached_by_baseline,
        model.reached / nullif(model.contacted * model.positives / model.people, 0) as lift
    from sums as model
    inner join sums as baseline
        on model.prediction_name = baseline.prediction_name and model.model_version = baseline.model_version
    where model.scorer = 'model' and baseline.scorer = 'baseline'
)

select * from top_tenths
