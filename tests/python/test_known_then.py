"""Features, populations and labels at a date know only what was known then."""

import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from conftest import CLOCKS, SMALL, QuickCompany, is_known, write_raw

CUTOFF = datetime.datetime(2025, 3, 24)  # a Monday in the eleventh of the small company's sixteen weeks

LIVE_SINCE = datetime.datetime(2025, 1, 1)  # of all sources: what is loaded later was not known before

# what names a row, by which it is known again
KEYS = {
    "web_events": "event_id",
    "app_events": "event_id",
    "email_events": "event_id",
    "support_tickets": "ticket_id",
    "billing_subscription_changes": "change_id",
    "billing_payments": "payment_id",
    "billing_accounts": "subscriber_id",
}


def loaded_again(
    table: pa.Table, happened: str, loaded: str, key: str, random: np.random.Generator
) -> pa.Table:
    """Rows known before CUTOFF, half of them as they were, half with all of another's but the key.

    All are loaded after CUTOFF. Of what happened before LIVE_SINCE a loaded_at says nothing, so that comes as
    it was.
    """
    known = is_known(table, happened, loaded, CUTOFF)
    live = known & pc.greater_equal(table[happened], pa.scalar(LIVE_SINCE, table[happened].type)).to_numpy()
    copied, altered = np.flatnonzero(known)[::2], np.flatnonzero(live)[::2]
    others = table.take(pa.array(random.permutation(altered)))
    keys = table[key].take(pa.array(altered))
    others = others.set_column(others.column_names.index(key), key, keys)
    rows = pa.concat_tables([table.take(pa.array(copied)), others])
    moments = [CUTOFF + datetime.timedelta(days=day) for day in random.random(rows.num_rows) * 20]
    return rows.set_column(
        rows.column_names.index(loaded), loaded, pa.array(moments, type=table[loaded].type)
    )


def altered_after(table: pa.Table, happened: str, loaded: str, random: np.random.Generator) -> pa.Table:
    """The table with every row not known before CUTOFF dropped, doubled or given another's content."""
    later = np.flatnonzero(~is_known(table, happened, loaded, CUTOFF))
    earlier = np.setdiff1d(np.arange(table.num_rows), later)
    drawn = random.choice(later, size=len(later)) if len(later) else later
    shuffled = table.take(pa.array(random.permutation(drawn)))
    times = table.take(pa.array(drawn)).select([happened, loaded])
    for name in (happened, loaded):
        shuffled = shuffled.set_column(shuffled.column_names.index(name), name, times[name])
    return pa.concat_tables([table.take(pa.array(earlier)), shuffled])


def features_of(company: QuickCompany, table: str = "person_features") -> list[tuple]:
    """Every column by name, so that their order does not matter, of all rows up to CUTOFF.

    What has become a feature since then is none of the columns.
    """
    with_columns = company.query(f"""
        select column_name from (describe features.{table})
        where column_name not in
            (select feature from features.feature_catalog where first_date > date '{CUTOFF.date()}')
        order by 1
    """)
    columns = ", ".join(f'"{name}"' for (name,) in with_columns)
    return company.query(
        f"select {columns} from features.{table} where feature_date <= date '{CUTOFF.date()}' order by all"
    )


def tables_by_date(company: QuickCompany) -> set[str]:
    """The tables that hold what was known at feature dates."""
    return {
        name
        for (name,) in company.query("""
            select table_name
            from information_schema.columns
            inner join information_schema.tables using (table_schema, table_name)
            where table_schema = 'features' and column_name = 'feature_date' and table_type = 'BASE TABLE'
        """)
    }


@pytest.fixture(scope="module")
def before(built_small_company) -> list[tuple]:
    return features_of(built_small_company)


def test_rows_known_later_and_rows_loaded_again_change_no_feature(
    before, built_small_company, small_tables, tmp_path
):
    """Of events, edges and attributes: whatever is known after the date is another, or an old row again."""
    random = np.random.default_rng(11)
    tables = {}
    for name, clocks in CLOCKS.items():
        later = altered_after(small_tables[name], *clocks, random)
        again = loaded_again(small_tables[name], *clocks, KEYS[name], random)
        assert again.num_rows > 10 and not later.equals(small_tables[name])
        tables[name] = pa.concat_tables([later, again])
    write_raw(tables, tmp_path / "raw")
    company = QuickCompany(tmp_path, settings=SMALL)
    company.run("+person_features")
    assert len(before) > 1000
    by_date = tables_by_date(company)
    assert by_date >= {"event_features", "activity_features", "attribute_features", "property_features"}
    for table in ["person_features", *sorted(by_date)]:
        assert features_of(company, table) == features_of(built_small_company, table), table
    at_or_before = f"""
        select * from identity.identifiers_by_date where feature_date <= date '{CUTOFF.date()}' order by all
    """
    asked = set(company.query("select feature_date from staging.feature_dates"))
    people = [row for row in built_small_company.query(at_or_before) if (row[0],) in asked]
    assert [row for row in company.query(at_or_before) if (row[0],) in asked] == people


def test_a_row_known_the_day_before_does_change_features(before, small_tables, tmp_path):
    """The guard above can fail: the same alteration one day earlier is seen."""
    table = small_tables["web_events"]
    day_before = CUTOFF - datetime.timedelta(days=1)
    is_seen = pc.and_(
        pc.greater_equal(table["received_at"], pa.scalar(day_before, table["received_at"].type)),
        pc.less(table["received_at"], pa.scalar(CUTOFF, table["received_at"].type)),
    )
    write_raw({**small_tables, "web_events": table.filter(pc.invert(is_seen))}, tmp_path / "raw")
    company = QuickCompany(tmp_path, settings=SMALL)
    company.run("+person_features")
    assert features_of(company) != before


def test_a_row_ten_years_ahead_moves_no_clock_and_is_quarantined(built_small_company, small_tables):
    ahead = pc.sum(
        pc.greater(small_tables["web_events"]["event_time"], pa.scalar(datetime.datetime(2030, 1, 1)))
    )
    assert ahead.as_py() >= 1
    assert built_small_company.query("select as_of_date from staging.as_of_dates") == [
        (datetime.date(2025, 4, 23),)
    ]
    ahead_of_time = "occurred_at > '2030-01-01'"
    quarantined = built_small_company.query(
        f"select reason from staging.quarantined_events where source_name = 'web' and {ahead_of_time}"
    )
    assert quarantined == [("occurred on or after the as-of date",)] * ahead.as_py()
    assert built_small_company.query(f"select count(*) from staging.events where {ahead_of_time}") == [(0,)]


def test_a_build_day_by_day_equals_a_build_at_once(built_small_company, small_company):
    small_company.run("+person_features", as_of_date="2025-04-05")
    small_company.run("+person_features", as_of_date="2025-04-14")
    small_company.run("+person_features")
    for table in (*sorted(tables_by_date(small_company)), "person_features"):
        rows = f"select * from features.{table} order by all"
        assert small_company.query(rows) == built_small_company.query(rows), table


def test_a_source_that_comes_with_its_past_restates_history(small_tables, built_small_company, small_company):
    none_yet = small_tables["support_tickets"].slice(0, 0)
    write_raw({"support_tickets": none_yet}, small_company.raw)
    small_company.run("+person_features")
    write_raw({"support_tickets": small_tables["support_tickets"]}, small_company.raw)
    assert "was restated" in small_company.run("+person_features")
    assert features_of(small_company) == features_of(built_small_company)
    assert "was restated" not in small_company.run("+person_features")


def test_training_windows_end_before_the_holdout(built_small_company):
    late = built_small_company.query("""
        select count(*)
        from training.training_examples as examples
        inner join predictions.labels as labels using (prediction_name, person_id, feature_date)
        inner join predictions.origins as origins using (prediction_name)
        where labels.settled_date > origins.holdout_from
            and case origins.origin when 1 then fold_of_origin_1 else fold_of_origin_2 end is not null
    """)
    assert late == [(0,)]
    assert built_small_company.query("select count(*) > 500 from training.training_examples") == [(True,)]


@pytest.mark.parametrize("fold", ["fold_of_origin_1", "fold_of_origin_2"])
def test_no_human_chooses_or_calibrates_whom_the_fit_has_seen_on_an_overlapping_window(
    fold, built_small_company
):
    overlaps = built_small_company.query(f"""
        with examples as (
            select examples.*, labels.settled_date
            from training.training_examples as examples
            inner join predictions.labels as labels using (prediction_name, person_id, feature_date)
        )
        select count(*)
        from examples as one
        inner join examples as other using (prediction_name, human_id)
        where (one.{fold}, other.{fold}) in (
                ('fit', 'choose'), ('fit', 'calibrate'), ('refit', 'calibrate'), ('choose', 'calibrate')
            )
            and one.feature_date < other.settled_date and other.feature_date < one.settled_date
    """)
    assert overlaps == [(0,)]


def test_what_chooses_and_what_calibrates_is_later_than_half_of_the_dates(built_small_company):
    found = built_small_company.query("""
        with examples as (
            select
                prediction_name,
                feature_date,
                fold_of_origin_1,
                quantile_disc(distinct feature_date, 0.5) over (partition by prediction_name) as half,
                fold_of_origin_1 in ('choose', 'calibrate') as is_unseen
            from training.training_examples
            where fold_of_origin_1 is not null
        )
        select
            min(case when is_unseen then feature_date - half end) >= 0,
            min(feature_date - half) < 0,
            count(distinct case when is_unseen then fold_of_origin_1 end)
        from examples
        group by prediction_name
    """)
    assert found and set(found) == {(True, True, 2)}


def test_a_source_has_no_features_before_its_first_day_and_zeros_after_it(built_small_company):
    first_day = "date '2025-01-01'"  # of the web events; payments go further back
    before, after = built_small_company.query(f"""
        select count(*), count(page_viewed_count_7d), count(case when page_viewed_count_7d = 0 then 1 end)
        from features.person_features
        group by feature_date > {first_day}
        order by feature_date > {first_day}
    """)
    assert before[0] > 100 and before[1] == 0
    assert after[0] == after[1] and after[2] > 100
