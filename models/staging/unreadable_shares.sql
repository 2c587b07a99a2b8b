{# One row per source and kind of row: how many could not be read, and the sentence that stops the build if too many. #}
{{ config(post_hook="{{ stop_on_problems() }}") }}

with

supplied_events as (
    select * from {{ ref('supplied_events') }}
),

quarantined_events as (
    select * from {{ ref('quarantined_events') }}
),

supplied_edges as (
    {{ source_rows('identity_edges') }}
),

supplied_attributes as (
    {{ source_rows('attributes') }}
),

supplied_rows as (
    select
        'events' as kind,
        source_name,
        count(*) as supplied_rows
    from supplied_events
    group by source_name
    union all
    select
        'identity_edges' as kind,
        source_name,
        count(*) as supplied_rows
    from supplied_edges
    group by source_name
    union all
    select
        'attributes' as kind,
        source_name,
        count(*) as supplied_rows
    from supplied_attributes
    group by source_name
),

-- an event of the future was read; an edge or an attribute of nobody is none
unreadable_rows as (
    select
        'events' as kind,
        source_name,
        reason,
        count(*) as unreadable_rows
    from quarantined_events
    where reason != 'occurred on or after the as-of date'
    group by source_name, reason
    union all
    select
        'identity_edges' as kind,
        source_name,
        'observed_at is missing or no timestamp' as reason,
        count(*) as unreadable_rows
    from supplied_edges
    where
        left_identifier is not null
        and right_identifier is not null
        and coalesce(observed_at, cast('1970-01-01' as timestamp)) < cast('1971-01-01' as timestamp)
    group by source_name
    union all
    select
        'attributes' as kind,
        source_name,
        'valid_from is missing or no timestamp' as reason,
        count(*) as unreadable_rows
    from supplied_attributes
    where identifier is not null and attribute_name is not null and valid_from is null
    group by source_name
),

reasons_in_order as (
    select
        kind,
        source_name,
        reason,
        unreadable_rows,
        sum(unreadable_rows) over (partition by kind, source_name) as all_unreadable_rows,
        row_number() over (partition by kind, source_name order by unreadable_rows desc, reason asc) as commonest_first
    from unreadable_rows
),

shares as (
    select
        supplied_rows.source_name,
        supplied_rows.kind,
        supplied_rows.supplied_rows,
        cast(coalesce(reasons_in_order.all_unreadable_rows, 0) as bigint) as unreadable_rows,
        reasons_in_order.reason as commonest_reason,
        coalesce(reasons_in_order.unreadable_rows, 0) as rows_of_that_reason,
        coalesce(reasons_in_order.all_unreadable_rows, 0)
        > {{ setting('maximum_quarantined_share') }} * supplied_rows.supplied_rows as is_too_much
    from supplied_rows
    left join reasons_in_order
        on supplied_rows.kind = reasons_in_order.kind
        and supplied_rows.source_name = reasons_in_order.source_name
        and reasons_in_order.commonest_first = 1
),

unreadable_shares as (
    select
        source_name,
        kind,
        supplied_rows,
        unreadable_rows,
        commonest_reason,
        case
            when is_too_much
                then
                    'Source ''' || source_name || ''': '
                    || cast(unreadable_rows as {{ dbt.type_string() }}) || ' of its '
                    || cast(supplied_rows as {{ dbt.type_string() }}) || ' rows of ' || kind || ' ('
                    || {{ percent('unreadable_rows / cast(supplied_rows as double)') }}
                    || ') cannot be read, and '
                    || '{{ '%g' | format(100 * setting('maximum_quarantined_share')) }} % may be; '
                    || 'the commonest reason: ' || commonest_reason
                    || ' (' || cast(rows_of_that_reason as {{ dbt.type_string() }})
                    || ' of them). Look at stg_' || source_name || '__' || kind || ' and what it reads: '
                    || 'a column may have been renamed, or have another type. '
                    || '''maximum_quarantined_share'' in vars.yml sets how much may be.'
        end as sentence
    from shares
)

select * from unreadable_shares
