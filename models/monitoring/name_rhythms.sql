{# One row per name in name_days: from when to when it came, and whether it is new or has vanished. #}

with

name_days as (
    select * from {{ ref('name_days') }}
),

-- beside each name the whole that it belongs to, as a name of its own
days as (
    select
        kind,
        source_name,
        belongs_to,
        name,
        known_date,
        name_rows,
        valued_rows
    from name_days
    union all
    select
        kind || 's of source' as kind,
        source_name,
        '' as belongs_to,
        '' as name,
        known_date,
        sum(name_rows) as name_rows,
        sum(valued_rows) as valued_rows
    from name_days
    where kind != 'property'
    group by kind, source_name, known_date
),

ordinary_rows as (
    select
        kind,
        source_name,
        belongs_to,
        name,
        0.1 * percentile_cont(0.5) within group (order by name_rows) as enough_rows
    from days
    group by kind, source_name, belongs_to, name
),

-- a day with less than a tenth of the usual is a test before the launch, or a straggler after the end
ordinary_days as (
    select
        days.*,
        days.name_rows >= ordinary_rows.enough_rows as is_ordinary
    from days
    inner join ordinary_rows
        on days.kind = ordinary_rows.kind
        and days.source_name = ordinary_rows.source_name
        and days.belongs_to = ordinary_rows.belongs_to
        and days.name = ordinary_rows.name
),

gaps as (
    select
        *,
        lag(known_date) over (
            partition by kind, source_name, belongs_to, name, is_ordinary
            order by known_date
        ) as date_before,
        row_number() over (
            partition by kind, source_name, belongs_to, name, is_ordinary
            order by known_date
        ) as from_first,
        row_number() over (
            partition by kind, source_name, belongs_to, name, is_ordinary
            order by known_date desc
        ) as from_last
    from ordinary_days
),

-- the longest gap between 60 days on which it came: the first of them, and the last
spans as (
    select
        kind,
        source_name,
        belongs_to,
        name,
        min(known_date) as first_date,
        max(known_date) as last_date,
        count(*) as ordinary_days,
        coalesce(max(case when from_first <= 60 then {{ days_between('date_before', 'known_date') }} end), 1)
            as gap_at_first,
        coalesce(max(case when from_last < 60 then {{ days_between('date_before', 'known_date') }} end), 1)
            as gap_at_last
    from gaps
    where is_ordinary
    group by kind, source_name, belongs_to, name
),

stray_rows as (
    select
        spans.kind,
        spans.source_name,
        spans.belongs_to,
        spans.name,
        100 * sum(case when days.known_date < spans.first_date then days.name_rows else 0 end) <= sum(days.name_rows)
            as begins_there,
        100 * sum(case when days.known_date > spans.last_date then days.name_rows else 0 end) <= sum(days.name_rows)
            as ends_there
    from spans
    inner join days
        on spans.kind = days.kind
        and spans.source_name = days.source_name
        and spans.belongs_to = days.belongs_to
        and spans.name = days.name
    group by spans.kind, spans.source_name, spans.belongs_to, spans.name
),

silences as (
    select
        spans.*,
        stray_rows.begins_there,
        stray_rows.ends_there,
        wholes.last_date as whole_last_date,
        {{ days_between('wholes.first_date', 'spans.first_date') }} as days_before,
        {{ days_between('spans.last_date', 'wholes.last_date') }} as days_after,
        -- the fewer days a rhythm is known from, the longer a silence has to be
        2 + 10.0 / spans.ordinary_days as times_the_gap
    from spans
    inner join stray_rows
        on spans.kind = stray_rows.kind
        and spans.source_name = stray_rows.source_name
        and spans.belongs_to = stray_rows.belongs_to
        and spans.name = stray_rows.name
    inner join spans as wholes
        on spans.source_name = wholes.source_name
        and wholes.belongs_to = ''
        and (
            (spans.kind = 'property' and wholes.kind = 'event' and spans.belongs_to = wholes.name)
            or (spans.kind != 'property' and wholes.kind = spans.kind || 's of source')
        )
),

name_rhythms as (
    select
        kind,
        source_name,
        belongs_to,
        name,
        first_date,
        last_date,
        ordinary_days,
        gap_at_last,
        whole_last_date,
        begins_there and days_before > times_the_gap * gap_at_first as is_new,
        ends_there and ordinary_days >= 3 and days_after > gap_at_last as is_silent,
        ends_there and ordinary_days >= 5 and days_after > times_the_gap * gap_at_last as has_vanished,
        {{ add_days('last_date', 'cast(floor(times_the_gap * gap_at_last) as integer) + 1') }} as vanished_on
    from silences
)

select * from name_rhythms
