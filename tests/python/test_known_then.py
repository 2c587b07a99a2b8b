"""Features, populations and labels at a date know only what was known then."""

import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from conftest import SMALL, QuickCompany, write_raw

CUTOFF = datetime.datetime(2025, 3, 24)  # a Monday in the eleventh of the small company's sixteen weeks

# per raw table: when a row happened, when it was loaded, and what may be altered in it
CLOCKS = {
    "web_events": ("event_time", "received_at"),
    "app_events": ("event_time", "received_at"),
    "email_events": ("occurred_at", "loaded_at"),
    "support_tickets": ("created_at", "loaded_at"),
    "billing_subscription_changes": ("changed_at", "loaded_at"),
    "billing_payments": ("paid_at", "loaded_at"),
    "billing_accounts": ("registered_at", "loaded_at"),
}

AT_OR_BEFORE = f"""
    select * from features.person_features where feature_date <= date '{CUTOFF.date()}'
    order by feature_date, person_id
"""


def altered_after(table: pa.Table, happened: str, loaded: str, random: np.random.Generator) -> pa.Table:
    """The table with every row not known before CUTOFF dropped, doubled or given another's content."""
    known_at = pc.max_element_wise(table[happened], table[loaded])
    later = np.flatnonzero(pc.greater_equal(known_at, pa.scalar(CUTOFF, table[happened].type)).to_numpy())
    earlier = np.setdiff1d(np.arange(table.num_rows), later)
    drawn = random.choice(later, size=len(later)) if len(later) else later
    shuffled = table.take(pa.array(random.permutation(drawn)))
    times = table.take(pa.array(drawn)).select([happened, loaded])
    for name in (happened, loaded):
        shuffled = shuffled.set_column(shuffled.column_names.index(name), name, times[name])
    return pa.concat_tables([table.take(pa.array(earlier)), shuffled])


def features_of(company: QuickCompany) -> list[tuple]:
    """Every feature by name, so that the order of columns does not matter."""
    with_columns = company.query("select column_name from (describe features.person_features) order by 1")
    columns = ", ".join(f'"{name}"' for (name,) in with_columns)
    return company.query(AT_OR_BEFORE.replace("*", columns, 1))


@pytest.fixture(scope="module")
def before(built_small_company) -> list[tuple]:
    return features_of(built_small_company)


def test_rows_known_later_change_no_feature(before, small_tables, tmp_path):
    random = np.random.default_rng(11)
    tables = {name: altered_after(small_tables[name], *clocks, random) for name, clocks in CLOCKS.items()}
    assert not tables["web_events"].equals(small_tables["web_events"])
    write_raw(tables, tmp_path / "raw")
    company = QuickCompany(tmp_path, settings=SMALL)
    company.run("+person_features")
    after = features_of(company)
    assert len(before) > 1000
    assert after == before


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
    for table in ("event_features", "activity_features", "attribute_features", "person_features"):
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
