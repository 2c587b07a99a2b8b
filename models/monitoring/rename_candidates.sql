{# One row per name that fell silent and name that came about then: how much came of both, and what they share. #}

with

name_rhythms as (
    select * from {{ ref('name_rhythms') }}
),

name_days as (
    select * from {{ ref('name_days') }}
),

pairs as (
    select
        silent.kind,
        silent.source_name,
        silent.belongs_to,
        silent.name as earlier_name,
        new.name,
        silent.last_date,
        silent.gap_at_last,
        new.first_date,
        greatest(new.first_date, {{ add_days('silent.last_date', 1) }}) as compared_from,
        least(
            silent.whole_last_date,
            {{ add_days('greatest(new.first_date, silent.last_date)', 28) }}
        ) as compared_to
    from name_rhythms as silent
    inner join name_rhythms as new
        on silent.kind = new.kind
        and silent.source_name = new.source_name
        and silent.belongs_to = new.belongs_to
        and silent.name != new.name
    where
        silent.is_silent
        and new.is_new
        and {{ days_between('silent.last_date', 'new.first_date') }} between -28 and 7 + silent.gap_at_last
),

-- whole weeks back, to before both began to overlap, so that the same days of the week are compared
compared_pairs as (
    select
        *,
        7 * cast(ceil({{ days_between('least(last_date, first_date)', 'compared_to') }} / 7.0) as integer) as days_back
    from pairs
),

volumes as (
    select
        compared_pairs.kind,
        compared_pairs.source_name,
        compared_pairs.belongs_to,
        compared_pairs.earlier_name,
        compared_pairs.name,
        sum(case when name_days.name = compared_pairs.earlier_name then name_days.name_rows else 0 end) as earlier_rows,
        sum(case when name_days.name = compared_pairs.name then name_days.name_rows else 0 end) as later_rows,
        sum(case when name_days.name = compared_pairs.earlier_name then name_days.valued_rows else 0 end)
            as earlier_valued_rows,
        sum(case when name_days.name = compared_pairs.name then name_days.valued_rows else 0 end) as later_valued_rows
    from compared_pairs
    inner join name_days
        on compared_pairs.kind = name_days.kind
        and compared_pairs.source_name = name_days.source_name
        and compared_pairs.belongs_to = name_days.belongs_to
        and (
            (
                compared_pairs.name = name_days.name
                and name_days.known_date between compared_pairs.compared_from and compared_pairs.compared_to
            )
            or (
                compared_pairs.earlier_name = name_days.name
                and {{ add_days('name_days.known_date', 'compared_pairs.days_back') }}
                between compared_pairs.compared_from and compared_pairs.compared_to
            )
        )
    group by
        compared_pairs.kind,
        compared_pairs.source_name,
        compared_pairs.belongs_to,
        compared_pairs.earlier_name,
        compared_pairs.name
),

keys as (
    select
        pairs.source_name,
        pairs.earlier_name,
        pairs.name,
        count(distinct case when keys.belongs_to = pairs.earlier_name then keys.name end) as earlier_keys,
        count(distinct case when keys.belongs_to = pairs.name then keys.name end) as later_keys,
        count(distinct keys.name) as all_keys
    from pairs
    inner join name_rhythms as keys
        on pairs.source_name = keys.source_name
        and (pairs.earlier_name = keys.belongs_to or pairs.name = keys.belongs_to)
    where pairs.kind = 'event' and keys.kind = 'property'
    group by pairs.source_name, pairs.earlier_name, pairs.name
),

rename_candidates as (
    select
        pairs.kind,
        pairs.source_name,
        pairs.belongs_to,
        pairs.earlier_name,
        pairs.name,
        pairs.last_date,
        pairs.gap_at_last,
        pairs.first_date,
        cast(volumes.earlier_rows as double) as earlier_rows,
        cast(volumes.later_rows as double) as later_rows,
        volumes.later_valued_rows / cast(volumes.later_rows as double)
        - volumes.earlier_valued_rows / cast(volumes.earlier_rows as double) as change_of_valued_share,
        coalesce(
            case
                when keys.earlier_keys > 0 and keys.later_keys > 0
                    then (keys.earlier_keys + keys.later_keys - keys.all_keys) / cast(keys.all_keys as double)
            end,
            1
        ) as share_of_common_keys
    from pairs
    inner join volumes
        on pairs.kind = volumes.kind
        and pairs.source_name = volumes.source_name
        and pairs.belongs_to = volumes.belongs_to
        and pairs.earlier_name = volumes.earlier_name
        and pairs.name = volumes.name
    left join keys
        on pairs.kind = 'event'
        and pairs.source_name = keys.source_name
        and pairs.earlier_name = keys.earlier_name
        and pairs.name = keys.name
    where volumes.earlier_rows > 0 and volumes.later_rows > 0
)

select * from rename_candidates
