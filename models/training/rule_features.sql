{# One row per naive rule and feature that it reads: what one would look at without any model. #}
{%- set days = (setting('feature_windows') | sort)[-2:] | first %}

with

feature_catalog as (
    select * from {{ ref('feature_catalog') }}
),

rule_features as (
    select
        case
            when measure = 'days_since_last_event' then 'recency'
            when measure = 'event_count_{{ days }}d' then 'frequency'
            when measure = 'active_days_{{ days }}d' then 'activity'
            when measure = 'days_since_first_event' then 'tenure'
            else 'value'
        end as rule,
        feature
    from feature_catalog
    where
        (
            family = 'activity'
            and measure in (
                'days_since_last_event', 'event_count_{{ days }}d', 'active_days_{{ days }}d', 'days_since_first_event'
            )
        )
        or (family = 'event' and measure = 'value_{{ days }}d')
)

select * from rule_features
