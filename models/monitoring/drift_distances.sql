{# One row per thing that may drift and date: how far it is from what a model would have learnt from by then. #}
{%- set kinds = range(1, 7) %}

with

drift_series as (
    select
        *,
        rows_1 + rows_2 + rows_3 + rows_4 + rows_5 + rows_6 as all_rows
    from {{ ref('drift_series') }}
),

-- how long ago the model's training ends: at earlier dates another would have ended as long ago
nows as (
    select
        kind,
        prediction_name,
        subject,
        series_date as now_date,
        case
            when reference_to is null then 1
            else {{ days_between('reference_to', 'series_date') }}
        end as gap_days
    from drift_series
    where is_now
),

cumulative as (
    select
        {%- for kind in kinds %}
        sum(rows_{{ kind }}) over up_to as rows_{{ kind }},
        {%- endfor %}
        sum(all_rows) over up_to as all_rows,
        count(*) over up_to as dates,
        kind,
        prediction_name,
        subject,
        series_date
    from drift_series
    where series_date >= reference_from and not is_now
    window up_to as (partition by kind, prediction_name, subject order by series_date)
),

last_dates as (
    select
        drift_series.kind,
        drift_series.prediction_name,
        drift_series.subject,
        drift_series.series_date,
        max(cumulative.series_date) as reference_to
    from drift_series
    inner join nows
        on drift_series.kind = nows.kind
        and drift_series.prediction_name = nows.prediction_name
        and drift_series.subject = nows.subject
    inner join cumulative
        on drift_series.kind = cumulative.kind
        and drift_series.prediction_name = cumulative.prediction_name
        and drift_series.subject = cumulative.subject
        and cumulative.series_date <= {{ add_days('drift_series.series_date', '-nows.gap_days') }}
    where nows.gap_days > 0
    group by drift_series.kind, drift_series.prediction_name, drift_series.subject, drift_series.series_date
),

compared as (
    select
        drift_series.kind,
        drift_series.prediction_name,
        drift_series.model_version,
        drift_series.subject,
        drift_series.series_date,
        drift_series.is_now,
        cumulative.dates as reference_dates,
        {%- for kind in kinds %}
        drift_series.rows_{{ kind }} as now_{{ kind }},
        cumulative.rows_{{ kind }} as then_{{ kind }},
        {%- endfor %}
        drift_series.all_rows as now_rows,
        cumulative.all_rows as then_rows
    from drift_series
    inner join last_dates
        on drift_series.kind = last_dates.kind
        and drift_series.prediction_name = last_dates.prediction_name
        and drift_series.subject = last_dates.subject
        and drift_series.series_date = last_dates.series_date
    inner join cumulative
        on last_dates.kind = cumulative.kind
        and last_dates.prediction_name = cumulative.prediction_name
        and last_dates.subject = cumulative.subject
        and last_dates.reference_to = cumulative.series_date
),

-- a row that is split evenly over all kinds keeps the index finite where one of them is empty
shares as (
    select
        {%- for kind in kinds %}
        (now_{{ kind }} + 1 / 6e0) / (now_rows + 1) as now_share_{{ kind }},
        (then_{{ kind }} + 1 / 6e0) / (then_rows + 1) as then_share_{{ kind }},
        {%- endfor %}
        *
    from compared
    where now_rows > 0 and then_rows > 0
),

-- the population stability index
indices as (
    select
        *,
        {%- for kind in kinds %}
        (now_share_{{ kind }} - then_share_{{ kind }}) * ln(now_share_{{ kind }} / then_share_{{ kind }}) +
        {%- endfor %}
        0 as distance,
        greatest(
            1,
            {%- for kind in kinds %}
            case when now_{{ kind }} + then_{{ kind }} > 0 then 1 else 0 end +
            {%- endfor %}
            -1
        ) as freedom,
        1e0 / now_rows + 1e0 / then_rows as row_noise
    from shares
),

-- by chance alone it is a chi-square times row_noise (Yurdakul, "Statistical properties of population stability index",
-- 2018), whose cube root is nearly normal (Wilson and Hilferty, "The distribution of chi-square", 1931)
drift_distances as (
    select
        kind,
        prediction_name,
        model_version,
        subject,
        series_date,
        is_now,
        reference_dates,
        now_rows,
        then_rows,
        distance,
        power(greatest(0, distance), 1 / 3e0) as root_distance,
        power(freedom * row_noise, 1 / 3e0) * (1 - 2 / (9e0 * freedom)) as root_by_chance,
        power(freedom * row_noise, 1 / 3e0) * sqrt(2 / (9e0 * freedom)) as root_error
    from indices
)

select * from drift_distances
