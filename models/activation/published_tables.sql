{# One row per table of the generation that readers outside read. #}
{%- set published = [
    'persons', 'person_sizes', 'person_merges', 'refusals', 'source_coverage',
    'person_features', 'feature_catalog',
    'predictions', 'data_sufficiency',
    'model_registry', 'retraining_plan',
    'model_evaluations', 'backtests', 'model_slices', 'holdout_scores', 'model_deciles', 'model_drivers',
    'driver_groups', 'expected_drivers', 'source_contributions', 'model_cards',
    'model_status',
    'person_scores', 'score_reasons', 'score_history',
    'source_volumes', 'source_freshness', 'volume_days', 'volume_weeks',
    'quarantines', 'quarantine_shares', 'schema_changes',
    'realized_performance', 'drift', 'alerts',
    'audience_scores', 'prediction_status',
] %}
{#- what was ever known of everybody would be most of what is published -#}
{%- set of_today %}coalesce('feature_date = date ''' || cast(as_of_date as {{ dbt.type_string() }}) || '''', 'false'){% endset %}
{%- set conditions = {'person_features': of_today} %}

with

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

published_tables as (
    {%- for name in published %}
    {%- set relation = ref(name) %}
    select
        '{{ relation.schema }}' as schema_name,
        '{{ relation.identifier }}' as table_name,
        {{ conditions.get(name, "'true'") }} as condition,
        {{ text_literal(tojson(descriptions_of(name))) }} as descriptions
    from as_of_dates
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from published_tables
