"""A company's days, one build after the other, on what its raw tables held on each.

People come all the time, rows come twice or late, and, if STORY_DAYS has that many, a source is silent for
two days, an event type is new and another is renamed. Two days are lived by default, ninety in `make story`.
"""

import datetime
import os
from dataclasses import dataclass

import pyarrow as pa
import pytest
from conftest import CLOCKS, WITHOUT_UNIT_TESTS, QuickCompany, is_known, write_raw
from shop import copied_project

from simulator import Config, simulate

DAYS = int(os.environ.get("STORY_DAYS", "2"))
WARM_UP = 98  # days of history before the first build

START = datetime.date(2025, 1, 1)
FIRST = START + datetime.timedelta(WARM_UP)
NEW_EVENT = FIRST + datetime.timedelta(14)
RENAME = FIRST + datetime.timedelta(56)
OUTAGE = FIRST + datetime.timedelta(5)

SETTINGS = {
    "predictions": {
        "open_7d": {
            "question": "Who will open an e-mail in the next 7 days?",
            "outcome": {"event": "email_opened"},
            "horizon_days": 7,
        },
        "read_7d": {
            "question": "Who will read a page in the next 7 days?",
            "outcome": {"event": "page_viewed"},
            "horizon_days": 7,
        },
    },
    "settle_days": 1,
    "holdout_days": 28,
    "training_positives_needed": 20,
    "holdout_positives_needed": 10,
    "backtest_origins": 1,
}


def known(tables: dict[str, pa.Table], day: datetime.date) -> dict[str, pa.Table]:
    """The raw tables as they stood at midnight, when a day began."""
    midnight = datetime.datetime.combine(day, datetime.time())
    return {
        name: table.filter(pa.array(is_known(table, *CLOCKS[name], midnight))) if name in CLOCKS else table
        for name, table in tables.items()
    }


@dataclass
class Day:
    """What a build of a day left."""

    date: datetime.date
    plan: dict[str, tuple]
    status: dict[str, str]


@pytest.fixture(scope="module")
def world() -> dict[str, pa.Table]:
    config = Config(
        people=500,
        days=WARM_UP + DAYS,
        start=START,
        seed=5,
        continuations=0,
        new_event=NEW_EVENT,
        rename=RENAME,
        outage_source="email_events",
        outage_from=OUTAGE,
        outage_to=OUTAGE + datetime.timedelta(2),
        outage_late=True,
    )
    return simulate(config)


def live(company: QuickCompany, world: dict[str, pa.Table], date: datetime.date) -> Day:
    """One day: the raw tables as they are in the morning, and a build."""
    write_raw(known(world, date), company.raw)
    company.dbt("build", *WITHOUT_UNIT_TESTS)
    plan = {
        name: tuple(rest)
        for name, *rest in company.query(
            "select prediction_name, is_due, reason from training.retraining_plan"
        )
    }
    status = dict(company.query("select prediction_name, status from activation.prediction_status"))
    return Day(date, plan, status)


@pytest.fixture(scope="module")
def company(world, tmp_path_factory) -> QuickCompany:
    folder = tmp_path_factory.mktemp("story")
    return QuickCompany(folder, settings=SETTINGS, project=copied_project(folder / "project"))


@pytest.fixture(scope="module")
def days(company, world) -> list[Day]:
    return [live(company, world, FIRST + datetime.timedelta(day)) for day in range(DAYS)]


def test_every_day_is_built_and_each_publishes(days):
    assert [set(day.status.values()) <= {"published", "stale"} for day in days] == [True] * DAYS


def test_only_days_on_which_something_is_due_train(days):
    due = {name: [day.date for day in days if day.plan[name][0]] for name in SETTINGS["predictions"]}
    assert due["open_7d"][0] == FIRST
    for dates in due.values():
        assert len(dates) <= 1 + DAYS // 7  # no more often than outcomes settle


def test_history_has_every_day_once(company, days):
    found = company.query("""
        select prediction_name, feature_date, count(*) = count(distinct person_id)
        from scores.score_history group by all order by all
    """)
    stale = {(name, day.date) for day in days for name, status in day.status.items() if status == "stale"}
    asked = {(name, day.date) for day in days for name in SETTINGS["predictions"]} - stale
    assert {(name, date) for name, date, _ in found} == asked
    assert all(is_key for *_, is_key in found)


def test_a_replay_gives_what_the_days_gave(company, days, world, tmp_path):
    """All raw rows are there from the beginning; only the as-of date is of the day."""
    again = QuickCompany(tmp_path, settings=SETTINGS, project=copied_project(tmp_path / "project"))
    write_raw(world, again.raw)
    history = (
        "select * exclude (scored_at) from scores.score_history where feature_date < date '{}' order by all"
    )
    replayed = min(4, DAYS - 1)
    until = days[replayed].date
    for day in days[:replayed]:
        again.dbt("build", *WITHOUT_UNIT_TESTS, as_of_date=str(day.date))
    found = again.query(history.format(until))
    assert found and found == company.query(history.format(until))
