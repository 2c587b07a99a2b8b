{# One row per scored prediction, thing that may drift and date: how many rows fall into each of six kinds. #}

with

champions as (
    select
        prediction_name,
        model_version,
        training_from,
        training_to
    from {{ ref('champions') }}
),

drift_counts as (
    select drift_counts.*
    from {{ ref('drift_counts') }} as drift_counts
    inner join champions
        on drift_counts.prediction_name = champions.prediction_name
        and drift_counts.model_version = champions.model_version
),

holdout_scores as (
    select holdout_scores.*
    from {{ ref('holdout_scores') }} as holdout_scores
    inner join champions
        on holdout_scores.prediction_name = champions.prediction_name
        and holdout_scores.model_version = champions.model_version
),

person_scores as (
    select * from {{ ref('person_scores') }}
),

settled_labels as (
    select * from {{ ref('settled_labels') }}
),

score_cuts as (
    select
        {%- for fifth in range(1, 5) %}
        percentile_disc({{ fifth / 5 }}) within group (order by propensity) as cut_{{ fifth }},
        {%- endfor %}
        prediction_name
    from holdout_scores
    group by prediction_name
),

scores as (
    select
        prediction_name,
        feature_date,
        propensity,
        false as is_now
    from holdout_scores
    union all
    select
        prediction_name,
        feature_date,
        propensity,
        true as is_now
    from person_scores
),

score_series as (
    select
        scores.prediction_name,
        scores.feature_date as series_date,
        scores.is_now,
        sum(case when scores.propensity <= score_cuts.cut_1 then 1 else 0 end) as rows_1,
        {%- for fifth in range(2, 5) %}
        sum(
            case
                when scores.propensity <= score_cuts.cut_{{ fifth - 1 }} then 0
                when scores.propensity <= score_cuts.cut_{{ fifth }} then 1
                else 0
            end
        ) as rows_{{ fifth }},
        {%- endfor %}
        sum(case when scores.propensity > score_cuts.cut_4 then 1 else 0 end) as rows_5
    from scores
    inner join score_cuts on scores.prediction_name = score_cuts.prediction_name
    group by scores.prediction_name, scores.feature_date, scores.is_now
),

outcome_series as (
    select
        labels.prediction_name,
        labels.feature_date as series_date,
        labels.feature_date = max(labels.feature_date) over (partition by labels.prediction_name) as is_now,
        labels.rows_1,
        labels.rows_2
    from (
        select
            prediction_name,
            feature_date,
            sum(label) as rows_1,
            sum(1 - label) as rows_2
        from settled_labels
        group by prediction_name, feature_date
    ) as labels
),

series as (
    select
        'feature' as kind,
        drift_counts.prediction_name,
        drift_counts.feature as subject,
        drift_counts.feature_date as series_date,
        drift_counts.is_as_of as is_now,
        drift_counts.rows_1,
        drift_counts.rows_2,
        drift_counts.rows_3,
        drift_counts.rows_4,
        drift_counts.rows_5,
        drift_counts.rows_without as rows_6
    from drift_counts
    union all
    select
        'score' as kind,
        prediction_name,
        'propensity' as subject,
        series_date,
        is_now,
        rows_1,
        rows_2,
        rows_3,
        rows_4,
        rows_5,
        0 as rows_6
    from score_series
    union all
    select
        'outcome' as kind,
        prediction_name,
        'outcome' as subject,
        series_date,
        is_now,
        rows_1,
        rows_2,
        0 as rows_3,
        0 as rows_4,
        0 as rows_5,
        0 as rows_6
    from outcome_series
),

-- what a date is compared with: what the model learnt from, or, of scores, what it was graded on
drift_series as (
    select
        {%- for kind in range(1, 7) %}
        cast(series.rows_{{ kind }} as bigint) as rows_{{ kind }},
        {%- endfor %}
        series.kind,
        series.prediction_name,
        champions.model_version,
        series.subject,
        series.series_date,
        series.is_now,
        case when series.kind = 'score' then cast('1970-01-01' as date) else champions.training_from end
            as reference_from,
        case when series.kind != 'score' then champions.training_to end as reference_to
    from series
    inner join champions on series.prediction_name = champions.prediction_name
)

select * from drift_series
