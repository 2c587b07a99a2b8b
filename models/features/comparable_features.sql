{# One row per person and feature date: person_features as models read them, young and old history counted alike. #}
{{ config(materialized='view') }}

with

person_features as (
    select * from {{ ref('person_features') }}
),

comparable_features as (
    select
        person_features.person_id,
        {%- for column in feature_columns() %}
        {{ comparable_feature(column) }} as {{ column.feature }},
        {%- endfor %}
        person_features.feature_date
    from person_features
)

select * from comparable_features
