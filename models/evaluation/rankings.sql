{# One row per prediction, split, scorer, person and date with a known label: a model's score, or a naive rule's. #}
{{ config(materialized='view') }}
{%- set days = (setting('feature_windows') | sort)[-2:] | first %}
{%- set rules = {
    'recency': '-person_features.days_since_last_event',
    'frequency': 'person_features.event_count_' ~ days ~ 'd',
    'activity': 'person_features.active_days_' ~ days ~ 'd',
    'tenure': 'person_features.days_since_first_event',
} %}

with

holdout_scores as (
    select * from {{ ref('holdout_scores') }}
),

labels as (
    select * from {{ ref('labels') }}
),

splits as (
    select * from {{ ref('splits') }}
),

person_features as (
    select * from {{ ref('person_features') }}
),

rankings as (
    select
        prediction_name,
        'holdout' as split,
        'model' as scorer,
        person_id,
        feature_date,
        human_id,
        label,
        propensity as score
    from holdout_scores
    {%- for rule, expression in rules.items() %}
    union all
    select
        labels.prediction_name,
        splits.split,
        '{{ rule }}' as scorer,
        labels.person_id,
        labels.feature_date,
        labels.human_id,
        labels.label,
        {{ expression }} as score
    from labels
    inner join splits
        on labels.prediction_name = splits.prediction_name and labels.feature_date = splits.feature_date
    inner join person_features
        on labels.person_id = person_features.person_id and labels.feature_date = person_features.feature_date
    where splits.split in ('train', 'holdout')
    {%- endfor %}
)

select * from rankings
