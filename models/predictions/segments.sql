{# One row per person asked about by a prediction that declares a segment: whether it is in it, to rank people by. #}
{%- set columns = feature_columns() %}
{%- set conditions = declared_predictions().values() | map(attribute='segment') | select | list %}

with

populations as (
    select * from {{ ref('populations') }}
),

{{ wide_features(columns_of_conditions(conditions, columns), rows='populations') }},

segments as (
    {%- for prediction_name, prediction in declared_predictions().items() if prediction.segment %}
    select
        populations.prediction_name,
        populations.person_id,
        populations.feature_date,
        {%- if missing_columns(prediction.segment, columns) %}
        cast(null as boolean) as is_in_segment
        {%- else %}
        {{ is_met(prediction.segment) }} as is_in_segment
        {%- endif %}
    from populations
    inner join wide_features
        on populations.person_id = wide_features.person_id and populations.feature_date = wide_features.feature_date
    where populations.prediction_name = {{ text_literal(prediction_name) }}
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        prediction_name,
        person_id,
        feature_date,
        cast(null as boolean) as is_in_segment
    from populations
    where false
    {%- endfor %}
)

select * from segments
