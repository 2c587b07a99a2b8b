{# One row per prediction and event that counts towards its outcome. #}

with

events as (
    select * from {{ ref('events') }}
),

outcome_events as (
    {%- for prediction_name, prediction in declared_predictions().items() %}
    select
        {{ text_literal(prediction_name) }} as prediction_name,
        source_name,
        event_id,
        identifier,
        event_date,
        known_date
    from events
    where
        event_name = {{ text_literal(prediction.event) }}
        and identifier is not null
        {%- if prediction.where %}
        and {{ is_met(prediction.where) }}
        {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- else %}
    select cast(null as {{ dbt.type_string() }}) as prediction_name, source_name, event_id, identifier, event_date, known_date
    from events
    where false
    {%- endfor %}
)

select * from outcome_events
