{# One row per scored prediction and thing that may drift: how far it is from what the model learnt from. #}

with

drift_distances as (
    select * from {{ ref('drift_distances') }}
),

model_drivers as (
    select
        *,
        importance
        / nullif(
            cast(sum(cast(importance as decimal(28, 12))) over (partition by prediction_name, model_version) as double),
            0
        ) as importance_share
    from {{ ref('model_drivers') }}
),

feature_catalog as (
    select * from {{ ref('feature_catalog') }}
),

middles as (
    select
        kind,
        prediction_name,
        subject,
        count(*) as earlier_dates,
        percentile_cont(0.5) within group (order by root_distance) as usual_root,
        power(percentile_cont(0.95) within group (order by root_distance), 3) as high_distance
    from drift_distances
    where not is_now
    group by kind, prediction_name, subject
),

-- 1.4826 median deviations are a standard deviation where a few dates do not count
spreads as (
    select
        drift_distances.kind,
        drift_distances.prediction_name,
        drift_distances.subject,
        1.4826 * percentile_cont(0.5) within group (
            order by abs(drift_distances.root_distance - middles.usual_root)
        ) as usual_spread
    from drift_distances
    inner join middles
        on drift_distances.kind = middles.kind
        and drift_distances.prediction_name = middles.prediction_name
        and drift_distances.subject = middles.subject
    where not drift_distances.is_now
    group by drift_distances.kind, drift_distances.prediction_name, drift_distances.subject
),

compared as (
    select
        nows.*,
        coalesce(middles.earlier_dates, 0) as earlier_dates,
        power(middles.usual_root, 3) as usual_distance,
        middles.high_distance,
        (nows.root_distance - nows.root_by_chance) / nows.root_error as errors_from_chance,
        -- the usual is never less than chance, nor steadier
        (nows.root_distance - greatest(middles.usual_root, nows.root_by_chance))
        / greatest(spreads.usual_spread, nows.root_error) as errors_from_usual,
        -- so far comes by chance, of all that is compared, anything in one build of a hundred: a normal variable passes
        -- z with a chance of less than exp(-z * z / 2), and Bonferroni's bound adds the chances up
        sqrt(2 * ln(100e0 * count(*) over (partition by nows.prediction_name))) as needed_errors
    from drift_distances as nows
    left join middles
        on nows.kind = middles.kind
        and nows.prediction_name = middles.prediction_name
        and nows.subject = middles.subject
    left join spreads
        on nows.kind = spreads.kind
        and nows.prediction_name = spreads.prediction_name
        and nows.subject = spreads.subject
    where nows.is_now
),

drift as (
    select
        compared.kind,
        compared.prediction_name,
        compared.model_version,
        compared.subject,
        compared.series_date as feature_date,
        case
            when compared.kind = 'feature' then coalesce(feature_catalog.topic, compared.subject)
            else compared.kind
        end as topic,
        compared.now_rows,
        compared.then_rows,
        compared.distance,
        compared.usual_distance,
        compared.high_distance,
        compared.earlier_dates,
        compared.errors_from_chance,
        compared.errors_from_usual,
        -- the fewer dates say what is usual, the farther from it it has to be
        compared.needed_errors * (1 + 5e0 / greatest(1, compared.earlier_dates)) as needed_errors,
        case when compared.kind = 'feature' then coalesce(model_drivers.importance_share, 0) end as importance_share,
        compared.earlier_dates >= 3
        and compared.distance >= case when compared.kind = 'outcome' then 0.01 else 0.2 end
        -- what has long been on its way goes a little farther each time
        and compared.distance > 2 * compared.high_distance
        and compared.errors_from_chance > compared.needed_errors
        and compared.errors_from_usual > compared.needed_errors * (1 + 5e0 / greatest(1, compared.earlier_dates))
            as is_drift
    from compared
    left join model_drivers
        on compared.kind = 'feature'
        and compared.prediction_name = model_drivers.prediction_name
        and compared.model_version = model_drivers.model_version
        and compared.subject = model_drivers.feature
    left join feature_catalog on compared.kind = 'feature' and compared.subject = feature_catalog.feature
)

select * from drift
