{# One row per kind of people and row that the latest model is graded on, if the row is of that kind. #}
{%- set kinds = [
    {'slice': "'new: first seen within 30 days'", 'condition': 'days_since_first_event < 30'},
    {'slice': "'not new: first seen before'", 'condition': 'days_since_first_event >= 30'},
] %}
{%- set sources = {} %}
{%- for column in feature_columns() %}
    {%- set feature = adapter.quote(column.feature) %}
    {%- if column.family == 'event' and column.measure == 'days_since' %}
        {%- do sources.setdefault(column.source_name, []).append(feature ~ ' is not null') %}
    {%- elif column.family == 'attribute' and column.measure == 'attribute_value' %}
        {%- do kinds.append({
            'slice': text_literal(column.feature ~ ' is ') ~ ' || ' ~ feature, 'condition': feature ~ ' is not null',
        }) %}
    {%- endif %}
{%- endfor %}
{%- for source, conditions in sources.items() %}
    {%- do kinds.append({'slice': text_literal('known from ' ~ source), 'condition': conditions | join(' or ')}) %}
{%- endfor %}

with

holdout_scores as (
    select * from {{ ref('holdout_scores') }}
),

latest_models as (
    select * from {{ ref('trained_models') }}
    where origin = 1
),

person_features as (
    select * from {{ ref('person_features') }}
),

drawn_scores as (
    select
        holdout_scores.*,
        row_number() over (
            partition by holdout_scores.prediction_name
            order by {{ draw('holdout_scores') }}
        ) as drawn
    from holdout_scores
    inner join latest_models
        on holdout_scores.prediction_name = latest_models.prediction_name
        and holdout_scores.model_version = latest_models.model_version
),

-- enough rows to tell kinds apart: each has as many kinds as there are attributes
graded as (
    select
        drawn_scores.prediction_name,
        drawn_scores.model_version,
        drawn_scores.human_id,
        person_features.*
    from drawn_scores
    inner join person_features
        on drawn_scores.person_id = person_features.person_id
        and drawn_scores.feature_date = person_features.feature_date
    where drawn_scores.drawn <= {{ setting('backtest_rows') }}
),

candidates as (
    {%- for kind in kinds %}
    select
        prediction_name,
        model_version,
        human_id,
        person_id,
        feature_date,
        {{ kind.slice }} as slice
    from graded
    where {{ kind.condition }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- a value that few share might be somebody's own
slice_sizes as (
    select
        prediction_name,
        slice
    from candidates
    group by prediction_name, slice
    having count(distinct human_id) >= {{ setting('minimum_people_per_event_type') }}
),

slices as (
    select
        candidates.prediction_name,
        candidates.model_version,
        candidates.person_id,
        candidates.feature_date,
        candidates.slice
    from candidates
    inner join slice_sizes
        on candidates.prediction_name = slice_sizes.prediction_name and candidates.slice = slice_sizes.slice
)

select * from slices
