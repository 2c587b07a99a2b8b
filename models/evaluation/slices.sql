{# One row per kind of people and row that the latest model is graded on, if the row is of that kind. #}
{%- set columns = feature_columns() %}
{%- set sources = {} %}
{%- for column in columns if column.family == 'event' and column.measure == 'days_since' %}
    {%- do sources.setdefault(column.source_name, []).append(column.feature) %}
{%- endfor %}
{%- set attributes = [] %}
{%- for column in columns if column.family == 'attribute' and column.measure == 'attribute_value' %}
    {%- do attributes.append(column) %}
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
            order by md5(holdout_scores.person_id || cast(holdout_scores.feature_date as {{ dbt.type_string() }}))
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
    {%- for condition, words in {'<': 'new: first seen within 30 days', '>=': 'not new: first seen before'}.items() %}
    select
        prediction_name,
        model_version,
        human_id,
        person_id,
        feature_date,
        '{{ words }}' as slice
    from graded
    where days_since_first_event {{ condition }} 30
    union all
    {%- endfor %}
    {%- for source, features in sources.items() %}
    select
        prediction_name,
        model_version,
        human_id,
        person_id,
        feature_date,
        {{ text_literal('known from ' ~ source) }} as slice
    from graded
    where coalesce(
        {%- for feature in features -%}
        cast({{ adapter.quote(feature) }} as integer){{ ', ' if not loop.last }}
        {%- endfor -%}
        {{- ', null' if features | length == 1 -}}
    ) is not null
    union all
    {%- endfor %}
    {%- for attribute in attributes %}
    select
        prediction_name,
        model_version,
        human_id,
        person_id,
        feature_date,
        {{ text_literal(attribute.feature ~ ' is ') }} || {{ adapter.quote(attribute.feature) }} as slice
    from graded
    where {{ adapter.quote(attribute.feature) }} is not null
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        prediction_name,
        model_version,
        human_id,
        person_id,
        feature_date,
        cast(null as {{ dbt.type_string() }}) as slice
    from graded
    where false
    {%- endfor %}
),

-- a value that few share might be somebody's own
slice_sizes as (
    select
        prediction_name,
        slice
    from candidates
    group by prediction_name, slice
    having count(distinct human_id) >= {{ setting('minimum_people_per_slice') }}
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
