{# One row per row of source_rows, with every feature; the fold is empty where it is held out. #}
{{ config(materialized='view') }}

with

source_rows as (
    select * from {{ ref('source_rows') }}
),

comparable_features as (
    select * from {{ ref('comparable_features') }}
),

source_examples as (
    select
        source_rows.prediction_name,
        source_rows.human_id,
        case when source_rows.split = 'train' then 'fit' end as fold_of_origin_1,
        source_rows.label,
        comparable_features.*
    from source_rows
    inner join comparable_features
        on source_rows.person_id = comparable_features.person_id
        and source_rows.feature_date = comparable_features.feature_date
)

select * from source_examples
