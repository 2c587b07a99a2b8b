{# One row per prediction in vars. #}
{%- set columns = feature_columns() %}

with

predictions as (
    {%- for prediction_name, prediction in declared_predictions().items() %}
    select
        {{ text_literal(prediction_name) }} as prediction_name,
        {{ text_literal(prediction.question) }} as question,
        {{ text_literal(prediction.population) }} as population,
        {{ text_literal(missing_columns(prediction.population, columns) | join(', ') or none) }} as missing_columns,
        {{ text_literal(prediction.event) }} as outcome_event,
        {{ text_literal(prediction.where) }} as outcome_where,
        cast({{ prediction.at_least }} as integer) as outcome_at_least,
        {{ prediction.happens }} as outcome_happens,
        cast({{ prediction.horizon_days }} as integer) as horizon_days,
        cast({{ prediction.gap_days }} as integer) as gap_days,
        cast({{ prediction.settled_after_days }} as integer) as settled_after_days,
        {{ text_literal(condition_words(prediction.population)) }} as population_words,
        {{ text_literal(outcome_words(prediction)) }} as outcome_words,
        {{ text_literal(prediction.owner) }} as owner,
        {{ text_literal(prediction.action) }} as action,
        cast({{ prediction.minimum_roc_auc or 'null' }} as double) as minimum_roc_auc,
        {{ text_literal(prediction.segment) }} as segment,
        {{ text_literal(prediction.estimator) }} as estimator,
        {{ text_literal(prediction.trusted_features | join(', ') or none) }} as trusted_features,
        cast({{ prediction.retrain_after_days }} as integer) as retrain_after_days,
        cast({{ prediction.retrain_after_growth }} as double) as retrain_after_growth
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        {%- for column, type in {
            'prediction_name': dbt.type_string(), 'question': dbt.type_string(), 'population': dbt.type_string(),
            'missing_columns': dbt.type_string(), 'outcome_event': dbt.type_string(), 'outcome_where': dbt.type_string(),
            'outcome_at_least': 'integer', 'outcome_happens': 'boolean', 'horizon_days': 'integer',
            'gap_days': 'integer', 'settled_after_days': 'integer', 'owner': dbt.type_string(),
            'action': dbt.type_string(), 'minimum_roc_auc': 'double', 'segment': dbt.type_string(), 'estimator': dbt.type_string(),
            'trusted_features': dbt.type_string(), 'population_words': dbt.type_string(), 'outcome_words': dbt.type_string(),
            'retrain_after_days': 'integer', 'retrain_after_growth': 'double',
        }.items() %}
        cast(null as {{ type }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    where false
    {%- endfor %}
)

select * from predictions
