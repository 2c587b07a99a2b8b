{# One row per name that another one replaced: in its source, of its event or in its raw table. #}

with

rename_candidates as (
    select * from {{ ref('rename_candidates') }}
),

raw_columns as (
    select * from {{ ref('raw_columns') }}
),

possible_pairs as (
    select
        kind,
        source_name,
        belongs_to,
        earlier_name,
        name,
        first_date as since,
        greatest(first_date, {{ add_days('last_date', 'gap_at_last + 1') }}) as noticed_on,
        {{ names_are_alike('earlier_name', 'name') }} as is_alike,
        later_rows between earlier_rows / 3 and earlier_rows * 3 as is_possible,
        -- without an alike name: after it within its longest gap, as often, with what it came with
        {{ days_between('last_date', 'first_date') }} between 0 and gap_at_last
        and earlier_rows >= 10
        and later_rows between earlier_rows / 1.5 and earlier_rows * 1.5
        and abs(change_of_valued_share) <= 0.2
        and share_of_common_keys >= 0.5 as is_clean,
        abs(ln(later_rows / earlier_rows)) as difference
    from rename_candidates
    union all
    select
        'raw column' as kind,
        gone.source_name,
        gone.table_name as belongs_to,
        gone.column_name as earlier_name,
        new.column_name as name,
        new.new_since as since,
        new.new_since as noticed_on,
        {{ names_are_alike('gone.column_name', 'new.column_name') }} as is_alike,
        true as is_possible,
        gone.data_type = new.data_type as is_clean,
        0 as difference
    from raw_columns as gone
    inner join raw_columns as new
        on gone.source_name = new.source_name
        and gone.table_name = new.table_name
        and gone.gone_since = new.new_since
    where new.gone_since is null
),

pairs as (
    select
        *,
        levenshtein(lower(earlier_name), lower(name)) as edits
    from possible_pairs
    where is_possible and (is_alike or is_clean)
),

-- an alike name goes before any other; without one there must be no choice
pairs_in_order as (
    select
        *,
        row_number() over (
            partition by kind, source_name, belongs_to, earlier_name
            order by is_alike desc, edits asc, difference asc, name asc
        ) as place_of_name,
        row_number() over (
            partition by kind, source_name, belongs_to, name
            order by is_alike desc, edits asc, difference asc, earlier_name asc
        ) as place_of_earlier_name,
        count(*) over (partition by kind, source_name, belongs_to, earlier_name) as names,
        count(*) over (partition by kind, source_name, belongs_to, name) as earlier_names
    from pairs
),

renames as (
    select
        kind,
        source_name,
        belongs_to,
        earlier_name,
        name,
        since,
        noticed_on,
        is_alike
    from pairs_in_order
    where
        place_of_name = 1
        and place_of_earlier_name = 1
        and (is_alike or (names = 1 and earlier_names = 1))
)

select * from renames
