{# One row per person asked about by a prediction that declares a segment: whether it is in it, to rank people by. #}

with

populations as (
    select * from {{ ref('populations') }}
),

person_features as (
    select * from {{ ref('person_features') }}
),

segments as (
    {%- for prediction_name, prediction in declared_predictions().items() if prediction.segment %}
    select
        populations.prediction_name,
        populations.person_id,
        populations.feature_date,
        {%- if missing_columns(prediction.segment) %}
        cast(null as boolean) as is_in_segment
        {%- else %}
        {{ is_met(prediction.segment) }} as is_in_segment
        {%- endif %}
    from populations
    inner join person_features
        on populations.person_id = person_features.person_id and populations.feature_date = person_features.feature_date
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
