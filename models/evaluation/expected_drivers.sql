{# One row per prediction with a model and driver its block expects, and the strongest driver that none of them is. #}

with

declared_drivers as (
    select * from {{ ref('declared_drivers') }}
),

told_models as (
    select
        prediction_name,
        model_version
    from {{ ref('told_models') }}
),

feature_groups as (
    select * from {{ ref('feature_groups') }}
),

holdout_drivers as (
    select * from {{ ref('holdout_drivers') }}
    where kind = 'feature'
),

driver_groups as (
    select * from {{ ref('driver_groups') }}
    where kind != 'source'
),

topic_directions as (
    select * from {{ ref('topic_directions') }}
),

-- a name may be that of a feature, of an event and of an attribute; the nearest to what is measured counts
meanings as (
    select
        feature as driver,
        feature,
        topic,
        topic_name,
        1 as meaning
    from feature_groups
    union all
    select
        topic_name as driver,
        cast(null as {{ dbt.type_string() }}) as feature,
        topic,
        topic_name,
        case when topic_kind = 'event' then 2 else 3 end as meaning
    from feature_groups
    where topic_kind != 'other'
    group by topic, topic_kind, topic_name
),

understood as (
    select
        declared_drivers.prediction_name,
        told_models.model_version,
        declared_drivers.driver,
        declared_drivers.expected_direction,
        meanings.feature,
        meanings.topic,
        meanings.topic_name,
        row_number() over (
            partition by declared_drivers.prediction_name, declared_drivers.driver
            order by meanings.meaning
        ) as nearest
    from declared_drivers
    inner join told_models on declared_drivers.prediction_name = told_models.prediction_name
    left join meanings on declared_drivers.driver = meanings.driver
),

-- features of one event stand in for each other, so the event that they are of has to be strong, and which way a
-- feature goes is held against all that its event does to the score
measured as (
    select
        understood.prediction_name,
        understood.model_version,
        understood.driver,
        understood.expected_direction,
        understood.topic,
        understood.topic_name,
        driver_groups.group_rank,
        driver_groups.group_count,
        driver_groups.share,
        coalesce(driver_groups.is_strong, false) as is_strong,
        case
            when understood.feature is not null then {{ direction('holdout_drivers.topic_correlation') }}
            else coalesce(topic_directions.direction, 'varies')
        end as direction
    from understood
    left join driver_groups
        on understood.prediction_name = driver_groups.prediction_name
        and understood.topic = driver_groups.topic
    left join holdout_drivers
        on understood.prediction_name = holdout_drivers.prediction_name
        and understood.feature = holdout_drivers.name
    left join topic_directions
        on understood.prediction_name = topic_directions.prediction_name
        and understood.topic = topic_directions.topic
    where understood.nearest = 1
),

unexpected as (
    select
        driver_groups.*,
        row_number() over (partition by driver_groups.prediction_name order by driver_groups.group_rank) as strongest
    from driver_groups
    where
        driver_groups.is_strong
        and driver_groups.prediction_name in (select measured.prediction_name from measured)
        and not exists (
            select 1
            from measured
            where measured.prediction_name = driver_groups.prediction_name and measured.topic = driver_groups.topic
        )
),

judged as (
    select
        prediction_name,
        model_version,
        driver,
        case
            when not is_strong then 'missing'
            when expected_direction != direction and direction != 'varies' then 'contradicted'
            else 'confirmed'
        end as verdict,
        expected_direction,
        direction,
        topic_name,
        group_rank,
        group_count,
        share
    from measured
    union all
    select
        unexpected.prediction_name,
        unexpected.model_version,
        unexpected.name as driver,
        'surprise' as verdict,
        cast(null as {{ dbt.type_string() }}) as expected_direction,
        coalesce(topic_directions.direction, 'varies') as direction,
        unexpected.name as topic_name,
        unexpected.group_rank,
        unexpected.group_count,
        unexpected.share
    from unexpected
    left join topic_directions
        on unexpected.prediction_name = topic_directions.prediction_name
        and unexpected.topic = topic_directions.topic
    where unexpected.strongest = 1
),

expected_drivers as (
    select
        prediction_name,
        model_version,
        driver,
        verdict,
        expected_direction,
        direction,
        group_rank,
        share,
        {{ expectation_reason() }} as reason
    from judged
)

select * from expected_drivers
