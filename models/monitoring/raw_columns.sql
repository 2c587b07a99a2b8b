{# One row per column that a raw table has or had, and since when it is new, gone or of another type. #}
{{ config(post_hook="create or replace table previous.raw_columns as select * from {{ this }}") }}

with

found as (
    select * from {{ source('runs', 'raw_columns') }}
),

before as (
    select * from {{ source('previous', 'raw_columns') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

found_tables as (
    select
        source_name,
        table_name
    from found
    group by source_name, table_name
),

before_tables as (
    select
        source_name,
        table_name
    from before
    group by source_name, table_name
),

-- a run that builds a part of the project looks at a part of the tables
tables as (
    select
        coalesce(found_tables.source_name, before_tables.source_name) as source_name,
        coalesce(found_tables.table_name, before_tables.table_name) as table_name,
        found_tables.table_name is not null as is_looked_at,
        before_tables.table_name is not null as was_there
    from found_tables
    full outer join before_tables
        on found_tables.source_name = before_tables.source_name and found_tables.table_name = before_tables.table_name
),

columns as (
    select
        source_name,
        table_name,
        column_name
    from found
    union
    select
        source_name,
        table_name,
        column_name
    from before
),

raw_columns as (
    select
        columns.source_name,
        columns.table_name,
        columns.column_name,
        coalesce(found.data_type, before.data_type) as data_type,
        case when found.data_type != before.data_type then before.data_type else before.data_type_before end
            as data_type_before,
        case
            when not tables.is_looked_at or not tables.was_there then before.new_since
            when found.column_name is not null and (before.column_name is null or before.gone_since is not null)
                then as_of_dates.as_of_date
            else before.new_since
        end as new_since,
        case
            when not tables.is_looked_at then before.gone_since
            when found.column_name is null then coalesce(before.gone_since, as_of_dates.as_of_date)
        end as gone_since,
        case when found.data_type != before.data_type then as_of_dates.as_of_date else before.retyped_since end
            as retyped_since
    from columns
    inner join tables on columns.source_name = tables.source_name and columns.table_name = tables.table_name
    cross join as_of_dates
    left join found
        on columns.source_name = found.source_name
        and columns.table_name = found.table_name
        and columns.column_name = found.column_name
    left join before
        on columns.source_name = before.source_name
        and columns.table_name = before.table_name
        and columns.column_name = before.column_name
)

select * from raw_columns
