{# One row per event type, property, attribute or raw column that is new, vanished, renamed or retyped. #}

with

name_rhythms as (
    select * from {{ ref('name_rhythms') }}
),

renames as (
    select * from {{ ref('renames') }}
),

raw_columns as (
    select * from {{ ref('raw_columns') }}
),

as_of_dates as (
    select * from {{ ref('as_of_dates') }}
),

comings_and_goings as (
    select
        kind,
        source_name,
        belongs_to,
        name,
        'new' as change,
        first_date as since,
        first_date as noticed_on
    from name_rhythms
    where is_new
    union all
    select
        kind,
        source_name,
        belongs_to,
        name,
        'vanished' as change,
        {{ add_days('last_date', 1) }} as since,
        vanished_on as noticed_on
    from name_rhythms
    where has_vanished
    {%- for change, column in {'new': 'new_since', 'vanished': 'gone_since'}.items() %}
    union all
    select
        'raw column' as kind,
        source_name,
        table_name as belongs_to,
        column_name as name,
        '{{ change }}' as change,
        {{ column }} as since,
        {{ column }} as noticed_on
    from raw_columns
    where {{ column }} is not null {{- ' and gone_since is null' if change == 'new' }}
    {%- endfor %}
),

changes as (
    select
        comings_and_goings.*,
        cast(null as {{ dbt.type_string() }}) as earlier_name,
        cast(null as boolean) as is_alike,
        cast(null as {{ dbt.type_string() }}) as types
    from comings_and_goings
    left join renames
        on comings_and_goings.kind = renames.kind
        and comings_and_goings.source_name = renames.source_name
        and comings_and_goings.belongs_to = renames.belongs_to
        and comings_and_goings.name
        = case comings_and_goings.change when 'new' then renames.name else renames.earlier_name end
    where renames.name is null
    union all
    select
        kind,
        source_name,
        belongs_to,
        name,
        'renamed' as change,
        since,
        noticed_on,
        earlier_name,
        is_alike,
        cast(null as {{ dbt.type_string() }}) as types
    from renames
    union all
    select
        'raw column' as kind,
        source_name,
        table_name as belongs_to,
        column_name as name,
        'retyped' as change,
        retyped_since as since,
        retyped_since as noticed_on,
        cast(null as {{ dbt.type_string() }}) as earlier_name,
        cast(null as boolean) as is_alike,
        data_type || ', and was ' || data_type_before as types
    from raw_columns
    where retyped_since is not null and gone_since is null
),

sentences as (
    select
        *,
        'Source ''' || source_name || ''': '
        || case kind
            when 'property' then 'of the event ''' || belongs_to || ''' the property '
            when 'raw column' then 'of the raw table ''' || belongs_to || ''' the column '
            else 'the ' || kind || ' '
        end as beginning,
        cast(since as {{ dbt.type_string() }}) as day
    from changes
),

schema_changes as (
    select
        sentences.source_name,
        sentences.kind,
        nullif(sentences.belongs_to, '') as belongs_to,
        sentences.name,
        sentences.change,
        sentences.earlier_name,
        case when sentences.is_alike then 'high' when not sentences.is_alike then 'medium' end as confidence,
        sentences.since,
        sentences.noticed_on,
        sentences.noticed_on >= {{ add_days('as_of_dates.as_of_date', -14) }} as is_news,
        sentences.beginning
        || case sentences.change
            when 'new' then '''' || sentences.name || ''' is new since ' || sentences.day || '.'
            when 'vanished' then '''' || sentences.name || ''' has not come since ' || sentences.day || '.'
            when 'retyped'
                then '''' || sentences.name || ''' is since ' || sentences.day || ' ' || sentences.types || '.'
            else
                '''' || sentences.earlier_name || ''' seems to be called ''' || sentences.name || ''' since '
                || sentences.day || '. Give both one name in staging, or it begins anew.'
        end as sentence
    from sentences
    cross join as_of_dates
    where sentences.since <= as_of_dates.as_of_date
)

select * from schema_changes
