{# One row per source in vars: when it last arrived, how it usually does, and whether it has stopped. #}

with

source_arrivals as (
    select * from {{ ref('source_arrivals') }}
),

declared_sources as (
    {%- for source_name in declared_sources() %}
    select '{{ source_name }}' as source_name
    {{ 'union all' if not loop.last }}
    {%- else %}
    select source_name from source_arrivals
    where false
    {%- endfor %}
),

source_freshness as (
    select
        declared_sources.source_name,
        source_arrivals.last_date,
        source_arrivals.ordinary_days,
        source_arrivals.usual_gap,
        source_arrivals.longest_gap,
        source_arrivals.days_silent,
        source_arrivals.late_from,
        coalesce(source_arrivals.is_late, false) as is_stale
    from declared_sources
    left join source_arrivals on declared_sources.source_name = source_arrivals.source_name
)

select * from source_freshness
