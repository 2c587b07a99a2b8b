{# One row per prediction, its latest model and a source: what the source adds to the order that the model gives. #}

with

trained_models as (
    select * from {{ ref('trained_models') }}
    where origin = 1
),

unmeasured_models as (
    select * from {{ ref('unmeasured_models') }}
),

scores_without_sources as (
    select * from {{ ref('scores_without_sources') }}
    where source_name is not null
),

source_rows as (
    select * from {{ ref('source_rows') }}
),

ranking_qualities as (
    select * from {{ ref('ranking_qualities') }}
),

holdout_losses as (
    select * from {{ ref('holdout_losses') }}
),

previous_contributions as (
    select * from {{ source('previous', 'source_contributions') }}
),

sources as (
    select
        cast(prediction_name as {{ dbt.type_string() }}) as prediction_name,
        cast(model_version as {{ dbt.type_string() }}) as model_version,
        cast(source_name as {{ dbt.type_string() }}) as source_name,
        cast(max(features) as bigint) as features
    from scores_without_sources
    group by prediction_name, model_version, source_name
),

row_counts as (
    select
        prediction_name,
        cast(sum(case when split = 'train' then 1 else 0 end) as bigint) as training_examples,
        cast(count(distinct case when split = 'train' then human_id end) as bigint) as training_people,
        cast(count(distinct case when split = 'holdout' then human_id end) as bigint) as people,
        cast(count(distinct case when split = 'holdout' and label = 1 then human_id end) as bigint) as positives,
        max(case when is_sampled then 1 else 0 end) = 1 as is_sampled
    from source_rows
    group by prediction_name
),

measured as (
    select
        sources.prediction_name,
        sources.model_version,
        sources.source_name,
        sources.features,
        ranking_qualities.roc_auc,
        ranking_qualities.baseline_roc_auc as roc_auc_without,
        ranking_qualities.gain,
        ranking_qualities.gain_low,
        ranking_qualities.gain_high,
        row_counts.training_examples,
        row_counts.training_people,
        row_counts.people,
        row_counts.positives,
        row_counts.is_sampled,
        holdout_losses.holdout_to,
        cast(holdout_losses.people as bigint) as holdout_people,
        cast(holdout_losses.positives as bigint) as holdout_positives
    from sources
    inner join ranking_qualities
        on sources.prediction_name = ranking_qualities.prediction_name
        and sources.model_version = ranking_qualities.model_version
        and 'without ' || sources.source_name = ranking_qualities.slice
    inner join row_counts on sources.prediction_name = row_counts.prediction_name
    inner join holdout_losses
        on sources.prediction_name = holdout_losses.prediction_name
        and sources.model_version = holdout_losses.model_version
),

kept as (
    select previous_contributions.*
    from previous_contributions
    inner join trained_models
        on previous_contributions.prediction_name = trained_models.prediction_name
        and previous_contributions.model_version = trained_models.model_version
    where
        not exists (
            select 1
            from unmeasured_models
            where unmeasured_models.prediction_name = previous_contributions.prediction_name
        )
),

contributions as (
    {%- for relation in ['measured', 'kept'] %}
    select
        prediction_name,
        model_version,
        source_name,
        features,
        roc_auc,
        roc_auc_without,
        gain,
        gain_low,
        gain_high,
        training_examples,
        training_people,
        people,
        positives,
        is_sampled,
        holdout_to,
        holdout_people,
        holdout_positives
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

source_contributions as (
    select
        *,
        case
            when gain_low > 0 then 'adds'
            when gain_high < 0 then 'harms'
            else 'adds nothing measurable'
        end as verdict
    from contributions
)

select * from source_contributions
