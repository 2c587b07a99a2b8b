{# One row per person and feature date: what was known of the person by then, one column per row of feature_catalog. #}
{{ config(materialized='view') }}

with

{{ wide_features(feature_columns()) }}

select * from wide_features
