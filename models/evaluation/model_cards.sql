{# One row per prediction: all there is to say of its model, in plain sentences. #}
{{ config(materialized='view') }}

with

predictions as (
    select * from {{ ref('predictions') }}
),

data_sufficiency as (
    select * from {{ ref('data_sufficiency') }}
),

told_models as (
    select * from {{ ref('told_models') }}
),

model_evaluations as (
    select * from {{ ref('model_evaluations') }}
),

backtests as (
    select * from {{ ref('backtests') }}
),

drivers as (
    select
        prediction_name,
        {{ dbt.listagg(
            "driver_rank || '. ' || " ~ driver_words(), "chr(10)", "order by driver_rank"
        ) }} as driver_list
    from {{ ref('model_drivers') }}
    where driver_rank <= 5
    group by prediction_name
),

groups as (
    select
        prediction_name,
        {{ dbt.listagg(
            "case when kind != 'source' and group_rank <= 5 then " ~ group_words() ~ " end", "'; '",
            "order by group_rank"
        ) }} as topic_list,
        {{ dbt.listagg("case when kind = 'source' then " ~ group_words() ~ " end", "'; '", "order by group_rank") }}
            as source_list
    from {{ ref('driver_groups') }}
    group by prediction_name
),

expectations as (
    select
        prediction_name,
        {{ dbt.listagg(expectation_words(), "chr(10)", "order by verdict, driver") }} as expectation_list
    from {{ ref('expected_drivers') }}
    group by prediction_name
),

contributions as (
    select
        prediction_name,
        model_version,
        {{ dbt.listagg(contribution_words(), "chr(10)", "order by gain desc, source_name") }} as contribution_list,
        max(case when is_sampled then training_people end) as sampled_people
    from {{ ref('source_contributions') }}
    group by prediction_name, model_version
),

ranked_slices as (
    select
        *,
        row_number() over (partition by prediction_name order by roc_auc, slice) as place_from_below,
        count(*) over (partition by prediction_name) as slices
    from {{ ref('model_slices') }}
),

weakest_slices as (
    select
        prediction_name,
        model_version,
        slice,
        slices,
        people as slice_people,
        positives as slice_positives,
        roc_auc as slice_roc_auc,
        roc_auc_low as slice_roc_auc_low,
        roc_auc_high as slice_roc_auc_high
    from ranked_slices
    where place_from_below = 1
),

facts as (
    select
        predictions.prediction_name,
        told_models.model_version,
        predictions.question,
        predictions.population_words,
        predictions.outcome_words,
        predictions.gap_days + predictions.horizon_days as last_day,
        predictions.owner,
        predictions.action,
        data_sufficiency.reason as sufficiency_reason,
        told_models.training_from,
        told_models.training_to,
        told_models.examples,
        told_models.positives as training_positives,
        told_models.features,
        model_evaluations.holdout_from,
        model_evaluations.holdout_to,
        model_evaluations.people,
        model_evaluations.positives,
        model_evaluations.base_rate,
        model_evaluations.roc_auc,
        model_evaluations.roc_auc_low,
        model_evaluations.roc_auc_high,
        model_evaluations.baseline_name,
        model_evaluations.baseline_roc_auc,
        model_evaluations.minimum_roc_auc,
        model_evaluations.grade,
        model_evaluations.doubt,
        told_models.status,
        model_evaluations.calibration_error,
        model_evaluations.calibration_error_by_chance,
        model_evaluations.lift_at_10_percent,
        model_evaluations.in_practice,
        backtests.origins,
        backtests.holdout_from as graded_from,
        backtests.roc_auc as graded_roc_auc,
        backtests.roc_auc_spread,
        weakest_slices.slice,
        weakest_slices.slices,
        weakest_slices.slice_people,
        weakest_slices.slice_positives,
        weakest_slices.slice_roc_auc,
        weakest_slices.slice_roc_auc_low,
        weakest_slices.slice_roc_auc_high,
        drivers.driver_list,
        groups.topic_list,
        groups.source_list,
        expectations.expectation_list,
        contributions.contribution_list,
        contributions.sampled_people
    from predictions
    left join data_sufficiency on predictions.prediction_name = data_sufficiency.prediction_name
    left join told_models on predictions.prediction_name = told_models.prediction_name
    left join model_evaluations
        on told_models.prediction_name = model_evaluations.prediction_name
        and told_models.model_version = model_evaluations.model_version
    left join backtests on predictions.prediction_name = backtests.prediction_name
    left join weakest_slices
        on told_models.prediction_name = weakest_slices.prediction_name
        and told_models.model_version = weakest_slices.model_version
    left join drivers on predictions.prediction_name = drivers.prediction_name
    left join groups on predictions.prediction_name = groups.prediction_name
    left join expectations on predictions.prediction_name = expectations.prediction_name
    left join contributions
        on told_models.prediction_name = contributions.prediction_name
        and told_models.model_version = contributions.model_version
),

model_cards as (
    select
        prediction_name,
        model_version,
        {{ card_purpose() }}
        || case
            when model_version is null then {{ card_without_model() }}
            else {{ card_data() }} || {{ card_quality() }} || {{ card_drivers() }}
        end
        || {{ card_limits() }} as card
    from facts
)

select * from model_cards
