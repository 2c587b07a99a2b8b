{# One row per prediction whose last scores stand, since a source that its champion reads has not arrived. #}
{%- set columns = feature_columns() %}

with

champions as (
    select
        prediction_name,
        model_version
    from {{ ref('champions') }}
),

model_drivers as (
    select * from {{ ref('model_drivers') }}
),

feature_catalog as (
    select * from {{ ref('feature_catalog') }}
),

late_sources as (
    select * from {{ ref('source_arrivals') }}
    where is_late
),

last_scores as (
    select
        prediction_name,
        max(feature_date) as feature_date
    from {{ source('previous', 'audience_scores') }}
    group by prediction_name
),

-- what counts any event counts those of a source by its share of all rows
importances as (
    select
        champions.prediction_name,
        late_sources.source_name,
        cast(sum(cast(
            model_drivers.importance
            * case
                when feature_catalog.source_name = late_sources.source_name then 1
                when feature_catalog.family in ('activity', 'sequence') then late_sources.row_share
                else 0
            end
            as decimal(28, 12)
        )) as double)
        / nullif(cast(sum(cast(model_drivers.importance as decimal(28, 12))) as double), 0) as importance_share
    from champions
    inner join model_drivers
        on champions.prediction_name = model_drivers.prediction_name
        and champions.model_version = model_drivers.model_version
    inner join feature_catalog on model_drivers.feature = feature_catalog.feature
    cross join late_sources
    group by champions.prediction_name, late_sources.source_name
),

-- the sources by whose columns a population is chosen
population_sources as (
    {%- set chosen_by = [] %}
    {%- for prediction_name, prediction in declared_predictions().items() %}
    {%- for column in columns_of_conditions([prediction.population], columns) if column.source_name %}
    {%- do chosen_by.append((prediction_name, column.source_name)) %}
    {%- endfor %}
    {%- endfor %}
    {%- for prediction_name, source_name in chosen_by | unique %}
    select
        {{ text_literal(prediction_name) }} as prediction_name,
        {{ text_literal(source_name) }} as source_name
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        prediction_name,
        prediction_name as source_name
    from champions
    where false
    {%- endfor %}
),

-- what moves scores by less than a hundredth of all that moves them is no reason to hold them back
missed_sources as (
    select
        importances.prediction_name,
        importances.source_name,
        coalesce(importances.importance_share, 0) as importance_share,
        population_sources.source_name is not null as is_asked_by,
        late_sources.last_date,
        late_sources.late_from,
        last_scores.feature_date,
        row_number() over (
            partition by importances.prediction_name
            order by importances.importance_share desc, importances.source_name asc
        ) as place,
        count(*) over (partition by importances.prediction_name) as sources
    from importances
    inner join late_sources on importances.source_name = late_sources.source_name
    -- what was scored without the source goes on being scored without it
    inner join last_scores
        on importances.prediction_name = last_scores.prediction_name
        and late_sources.late_from > last_scores.feature_date
    left join population_sources
        on importances.prediction_name = population_sources.prediction_name
        and importances.source_name = population_sources.source_name
    where importances.importance_share >= 0.01 or population_sources.source_name is not null
),

stale_predictions as (
    select
        prediction_name,
        source_name,
        importance_share,
        {{ add_days('last_date', 1) }} as silent_since,
        feature_date,
        'Source ''' || source_name || ''' has not arrived since '
        || cast({{ add_days('last_date', 1) }} as {{ dbt.type_string() }})
        || case
            when sources > 1 then ' (nor have others: ' || cast(sources - 1 as {{ dbt.type_string() }}) || ')'
            else ''
        end
        || ', and ' || {{ percent('importance_share') }} || ' of what moves the scores comes from it'
        || case when is_asked_by then ', as does who is asked about' else '' end
        || '. The scores of ' || cast(feature_date as {{ dbt.type_string() }})
        || ' stand until it is back. Look at its load; if it is gone for good, take it out of ''sources'' in vars.yml.'
            as reason
    from missed_sources
    where place = 1
)

select * from stale_predictions
