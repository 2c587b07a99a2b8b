{# One row per alert: what is not as it was, since when, and what to do. #}

with

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

source_freshness as (
    select * from {{ ref('source_freshness') }}
),

stale_predictions as (
    select
        source_name,
        count(*) as predictions
    from {{ ref('stale_predictions') }}
    group by source_name
),

machine_days as (
    select
        source_volumes.source_name,
        cast(sum(source_volumes.surplus_rows) as bigint) as surplus_rows
    from {{ ref('source_volumes') }} as source_volumes
    cross join as_of_dates
    where
        source_volumes.surplus_rows > 0
        and source_volumes.event_date >= {{ add_days('as_of_dates.as_of_date', -7) }}
    group by source_volumes.source_name
),

volume_days as (
    select * from {{ ref('volume_days') }}
    where volume in ('high', 'low')
),

volume_weeks as (
    select * from {{ ref('volume_weeks') }}
    where volume in ('high', 'low')
),

quarantine_shares as (
    select * from {{ ref('quarantine_shares') }}
    where is_unusual
),

schema_changes as (
    select * from {{ ref('schema_changes') }}
    where is_news
),

champions as (
    select
        prediction_name,
        model_version
    from {{ ref('champions') }}
),

predictions as (
    select
        prediction_name,
        settled_after_days
    from {{ ref('predictions') }}
),

-- what a model that was rolled back to ranked long ago says nothing of now
performance as (
    select realized_performance.*
    from {{ ref('realized_performance') }} as realized_performance
    inner join predictions on realized_performance.prediction_name = predictions.prediction_name
    cross join as_of_dates
    inner join champions
        on realized_performance.prediction_name = champions.prediction_name
        and realized_performance.model_version = champions.model_version
    where
        realized_performance.people_group = 'everybody'
        and realized_performance.feature_date is null
        and realized_performance.is_worse_than_graded
        and realized_performance.last_date
        >= {{ add_days('as_of_dates.as_of_date', '-predictions.settled_after_days - 28') }}
),

-- features of one event or attribute move together, and are told as one
drifted_topics as (
    select
        prediction_name,
        kind,
        topic,
        count(*) as subjects,
        max(distance) as distance,
        max(usual_distance) as usual_distance,
        cast(sum(cast(importance_share as decimal(18, 9))) as double) as importance_share
    from {{ ref('drift') }}
    where is_drift
    group by prediction_name, kind, topic
),

last_alerts as (
    select * from {{ source('previous', 'alerts') }}
),

findings as (
    select
        case when stale_predictions.predictions > 0 then 'error' else 'warning' end as severity,
        'freshness' as kind,
        source_freshness.source_name,
        {{ text_literal(none) }} as prediction_name,
        source_freshness.source_name as subject,
        'has not arrived since ' || cast({{ add_days('source_freshness.last_date', 1) }} as {{ dbt.type_string() }})
        || '; its longest gap was ' || cast(source_freshness.longest_gap as {{ dbt.type_string() }})
        || case when source_freshness.longest_gap = 1 then ' day' else ' days' end
        || coalesce(
            '. The last scores of ' || cast(stale_predictions.predictions as {{ dbt.type_string() }})
            || ' predictions stand',
            ''
        ) as what,
        'Look at its load; if it is gone for good, take it out of ''sources'' in vars.yml.' as what_to_do
    from source_freshness
    left join stale_predictions on source_freshness.source_name = stale_predictions.source_name
    where source_freshness.is_stale
    union all
    select
        'warning' as severity,
        'freshness' as kind,
        source_name,
        {{ text_literal(none) }} as prediction_name,
        source_name as subject,
        'has supplied nothing yet' as what,
        'Look at its load, or take it out of ''sources'' in vars.yml.' as what_to_do
    from source_freshness
    where last_date is null
    union all
    select
        'warning' as severity,
        'volume' as kind,
        volume_days.source_name,
        {{ text_literal(none) }} as prediction_name,
        cast(volume_days.known_date as {{ dbt.type_string() }}) as subject,
        'had ' || cast(volume_days.known_rows as {{ dbt.type_string() }}) || ' rows on '
        || cast(volume_days.known_date as {{ dbt.type_string() }}) || ', where '
        || cast(cast(volume_days.usual_rows as bigint) as {{ dbt.type_string() }}) || ' are usual' as what,
        case
            when volume_days.volume = 'high'
                then 'Look whether rows came twice under new ids, or a machine is at work.'
            else 'Look whether its load broke off.'
        end as what_to_do
    from volume_days
    inner join source_freshness on volume_days.source_name = source_freshness.source_name
    -- that of a source that has stopped is told above
    where not (source_freshness.is_stale and volume_days.known_date > source_freshness.last_date)
    union all
    select
        'warning' as severity,
        'volume' as kind,
        volume_weeks.source_name,
        {{ text_literal(none) }} as prediction_name,
        'week' as subject,
        'had ' || cast(volume_weeks.week_rows as {{ dbt.type_string() }}) || ' rows in the last seven days, where '
        || cast(cast(volume_weeks.usual_rows as bigint) as {{ dbt.type_string() }}) || ' are usual' as what,
        'Look whether what it records has changed, or a part of it is lost or doubled.' as what_to_do
    from volume_weeks
    inner join source_freshness on volume_weeks.source_name = source_freshness.source_name
    -- a day that explains it is told by itself
    left join volume_days on volume_weeks.source_name = volume_days.source_name
    where volume_days.source_name is null and not source_freshness.is_stale
    union all
    select
        'warning' as severity,
        'volume' as kind,
        source_name,
        {{ text_literal(none) }} as prediction_name,
        'machine' as subject,
        'had ' || cast(surplus_rows as {{ dbt.type_string() }}) || ' events in the last seven days beyond the '
        || '{{ setting('maximum_daily_events') }} of a type that one identifier may have in a day, and count no more'
            as what,
        'Where surplus_count is above 0 in features.daily_events, block a machine in blocked_identifiers.' as what_to_do
    from machine_days
    union all
    select
        'warning' as severity,
        'quarantine' as kind,
        source_name,
        {{ text_literal(none) }} as prediction_name,
        source_name as subject,
        'had ' || {{ percent('quarantined_share') }} || ' of the rows of the last seven days set aside, where '
        || {{ percent('usual_share') }} || ' is usual' as what,
        'monitoring.quarantines has the reasons; look at what its staging reads.' as what_to_do
    from quarantine_shares
    union all
    select
        case when change = 'new' then 'info' else 'warning' end as severity,
        'schema' as kind,
        source_name,
        {{ text_literal(none) }} as prediction_name,
        kind || ' ' || coalesce(belongs_to || ' ', '') || name || ' ' || change as subject,
        'has a ' || kind || ' that is ' || change || ': ' || name as what,
        sentence as what_to_do
    from schema_changes
    union all
    select
        'warning' as severity,
        'performance' as kind,
        {{ text_literal(none) }} as source_name,
        prediction_name,
        model_version as subject,
        'has ranked its latest week of scores with an AUC of ' || {{ figure('roc_auc') }}
        || ' (' || {{ figure('roc_auc_low') }} || ' to ' || {{ figure('roc_auc_high') }}
        || '), and was graded ' || {{ figure('graded_roc_auc') }} as what,
        'Look at monitoring.drift and at what changed since; train it anew on what has settled.' as what_to_do
    from performance
    union all
    select
        case when kind != 'feature' or importance_share >= 0.05 then 'warning' else 'info' end as severity,
        'drift' as kind,
        {{ text_literal(none) }} as source_name,
        prediction_name,
        topic as subject,
        case
            when kind = 'score' then 'gives other scores than those it was graded on'
            when kind = 'outcome' then 'waits for an outcome that is not as frequent as when it learnt'
            else
                'reads of ' || topic || ' what it did not learn from (' || {{ percent('importance_share') }}
                || ' of what moves its scores)'
        end
        || ': a distance of ' || cast(cast(distance as decimal(8, 2)) as {{ dbt.type_string() }}) || ', where '
        || cast(cast(usual_distance as decimal(8, 2)) as {{ dbt.type_string() }}) || ' is usual' as what,
        'Look at monitoring.drift: if the people changed, train it anew; if the data broke, repair the source.'
            as what_to_do
    from drifted_topics
),

identified as (
    select
        *,
        kind || ':' || coalesce(source_name, prediction_name) || ':' || subject as alert_id
    from findings
),

-- what was told before an earlier as-of date is news then
alerts as (
    select
        identified.alert_id,
        identified.severity,
        identified.kind,
        identified.source_name,
        identified.prediction_name,
        identified.subject,
        case
            when last_alerts.since <= as_of_dates.as_of_date then last_alerts.since
            else as_of_dates.as_of_date
        end as since,
        identified.what,
        identified.what_to_do,
        case
            when identified.kind = 'schema' then identified.what_to_do
            else
                case
                    when identified.source_name is not null then 'Source ''' || identified.source_name || ''' '
                    else 'Prediction ''' || identified.prediction_name || ''' '
                end || identified.what || '. ' || identified.what_to_do
        end as sentence
    from identified
    cross join as_of_dates
    left join last_alerts on identified.alert_id = last_alerts.alert_id
)

select * from alerts
