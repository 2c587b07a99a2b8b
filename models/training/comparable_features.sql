{# One row per person and feature date that is learnt from, graded on or scored: all features, in whole windows. #}
{%- set columns = feature_columns() %}

with

example_rows as (
    select * from {{ ref('example_rows') }}
),

populations as (
    select * from {{ ref('populations') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

data_sufficiency as (
    select * from {{ ref('data_sufficiency') }}
),

needed_rows as (
    select
        person_id,
        feature_date
    from example_rows
    union
    select
        populations.person_id,
        populations.feature_date
    from populations
    inner join as_of_dates on populations.feature_date = as_of_dates.as_of_date
    inner join data_sufficiency on populations.prediction_name = data_sufficiency.prediction_name
    where data_sufficiency.verdict = 'sufficient'
),

{{ wide_features(columns, rows='needed_rows') }},

comparable_features as (
    select
        person_id,
        {%- for column in columns %}
        {{ comparable_feature(column) }} as {{ adapter.quote(column.feature) }},
        {%- endfor %}
        feature_date
    from wide_features
)

select * from comparable_features
