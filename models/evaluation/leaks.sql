{# One row per model version of which a feature knows too much: up to three of them, and what each does, in words. #}

with

trained_models as (
    select * from {{ ref('trained_models') }}
),

suspects as (
    {%- for place in range(1, 7) %}
    select
        prediction_name,
        model_version,
        {{ json_text('suspects', 'feature_' ~ place) }} as feature,
        {{ json_text('suspects', 'topic_' ~ place) }} as topic,
        cast({{ json_text('suspects', 'roc_auc_' ~ place) }} as double) as roc_auc,
        cast({{ json_text('suspects', 'purest_share_' ~ place) }} as double) as purest_share
    from trained_models
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

leaking_features as (
    select
        *,
        case when roc_auc >= 0.95 then roc_auc end as too_high_roc_auc
    from suspects
    where roc_auc >= 0.95 or purest_share >= 0.2
),

-- of one event or attribute, the feature that tells most
leading_features as (
    select
        *,
        row_number() over (
            partition by prediction_name, model_version, topic
            order by coalesce(too_high_roc_auc, 0) desc, purest_share desc, feature asc
        ) as place_in_topic
    from leaking_features
),

findings as (
    select
        prediction_name,
        model_version,
        feature,
        case
            when too_high_roc_auc is not null
                then '''' || feature || ''' alone ranks with an AUC of ' || {{ figure('too_high_roc_auc') }}
            else
                '''' || feature || ''' alone singles out ' || {{ percent('purest_share') }}
                || ' of those with the outcome and hardly anybody else'
        end as finding,
        row_number() over (
            partition by prediction_name, model_version
            order by coalesce(too_high_roc_auc, 0) desc, purest_share desc, feature asc
        ) as place,
        count(*) over (partition by prediction_name, model_version) as found
    from leading_features
    where place_in_topic = 1
),

leaks as (
    select
        prediction_name,
        model_version,
        max(case when place = 1 then feature else '' end)
        || max(case when place = 2 then ', ' || feature else '' end)
        || max(case when place = 3 then ', ' || feature else '' end) as leaking_features,
        max(case when place = 1 then finding else '' end)
        || max(case when place = 2 then case when found = 2 then ', and ' else ', ' end || finding else '' end)
        || max(case when place = 3 then ', and ' || finding else '' end) as findings
    from findings
    group by prediction_name, model_version
)

select * from leaks
