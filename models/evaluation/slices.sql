{# One row per kind of people and row that the latest model is graded on, if the row is of that kind. #}
{%- set kinds = [
    {'slice': "'new: first seen within 30 days'", 'condition': 'days_since_first_event < 30'},
    {'slice': "'not new: first seen before'", 'condition': 'days_since_first_event >= 30'},
] %}
{%- set sources = {} %}
{%- set columns = [] %}
{%- for column in feature_columns() %}
    {%- set feature = adapter.quote(column.feature) %}
    {%- if column.family == 'event' and column.measure == 'days_since' %}
        {%- do columns.append(column) %}
        {%- do sources.setdefault(column.source_name, []).append(feature ~ ' is not null') %}
    {%- elif column.family == 'attribute' and column.measure == 'attribute_value' %}
        {%- do columns.append(column) %}
        {%- do kinds.append({
            'slice': text_literal(column.feature ~ ' is ') ~ ' || ' ~ feature, 'condition': feature ~ ' is not null',
        }) %}
    {%- elif column.feature == 'days_since_first_event' %}
        {%- do columns.append(column) %}
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
graded_rows as (
    select * from drawn_scores
    where drawn <= {{ setting('backtest_rows') }}
),

{{ wide_features(columns, rows='graded_rows') }},

graded as (
    select
        graded_rows.prediction_name,
        graded_rows.model_version,
        graded_rows.human_id,
        wide_features.*
    from graded_rows
    inner join wide_features
        on graded_rows.person_id = wide_features.person_id
        and graded_rows.feature_date = wide_features.feature_date
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
