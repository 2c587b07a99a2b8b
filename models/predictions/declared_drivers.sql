{# One row per prediction and event, attribute or feature that its block expects to matter. #}

with

declared_drivers as (
    {%- set declared = [] %}
    {%- for prediction_name, prediction in declared_predictions().items() %}
    {%- for expected in prediction.expected_drivers %}
        {%- do declared.append({'prediction_name': prediction_name, 'place': loop.index, 'expected': expected}) %}
    {%- endfor %}
    {%- endfor %}
    {%- for each in declared %}
    select
        {{ text_literal(each.prediction_name) }} as prediction_name,
        {{ each.place }} as place,
        {{ text_literal(each.expected.driver) }} as driver,
        {{ text_literal(each.expected.direction) }} as expected_direction
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        {{ text_literal(none) }} as prediction_name,
        cast(null as integer) as place,
        {{ text_literal(none) }} as driver,
        {{ text_literal(none) }} as expected_direction
    where false
    {%- endfor %}
)

select * from declared_drivers
