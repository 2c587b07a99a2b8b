{# One row per prediction, feature date and person that the prediction asks about, by what was known at the feature date. #}
{%- set columns = feature_columns() %}
{%- set conditions = declared_predictions().values() | map(attribute='population') | list %}

with

{{ wide_features(columns_of_conditions(conditions, columns)) }},

populations as (
    {%- for prediction_name, prediction in declared_predictions().items() %}
    select
        {{ text_literal(prediction_name) }} as prediction_name,
        person_id,
        feature_date
    from wide_features
    {%- if missing_columns(prediction.population, columns) %}
    where false
    {%- else %}
    where {{ is_met(prediction.population) }}
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- else %}
    select cast(null as {{ dbt.type_string() }}) as prediction_name, person_id, feature_date
    from wide_features
    where false
    {%- endfor %}
)

select * from populations
