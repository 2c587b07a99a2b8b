"""A company's days, one build after the other, on what its raw tables held on each.

People come all the time, and rows come twice or late. If STORY_DAYS has that many, a source is silent for
two days, an event type is new, a source is added, people begin to read for other reasons, and an event is
renamed. Two days are lived by default, ninety in `make story`.
"""

import datetime
import json
import os
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pytest
from conftest import CLOCKS as RAW_CLOCKS
from conftest import WITHOUT_UNIT_TESTS, QuickCompany, is_known, write_raw
from shop import copied_project

from benchmarks.truth import expected_auc
from simulator import Config, simulate
from simulator.behaviour import step
from simulator.config import Purpose
from simulator.people import WARM_UP as DAYS_BEFORE
from simulator.people import first_state, invent_people
from simulator.truth import continuations, person_ids

CLOCKS = {**RAW_CLOCKS, "survey_responses": ("answered_at", "loaded_at")}
DAYS = int(os.environ.get("STORY_DAYS", "2"))
WARM_UP = 98  # days of history before the first build

START = datetime.date(2025, 1, 1)
FIRST = START + datetime.timedelta(WARM_UP)


def of_day(number: int) -> datetime.date:
    return FIRST + datetime.timedelta(number)


OUTAGE, NEW_EVENT, NEW_SOURCE, SHIFT, RENAME = map(of_day, (5, 14, 28, 42, 70))

SETTINGS = {
    "sources": {
        "web": {"supplies": ["events", "identity_edges"]},
        "app": {"supplies": ["events", "identity_edges"]},
        "billing": {"supplies": ["events", "identity_edges", "attributes"]},
        "email": {},
        "support": {},
    },
    "predictions": {
        "open_7d": {
            "question": "Who will open an e-mail in the next 7 days?",
            "outcome": {"event": "email_opened"},
            "horizon_days": 7,
        },
        "read_7d": {
            "question": "Who will read an article in the next 7 days?",
            "population": "days_since_last_event <= 30",
            "outcome": {"event": "article_read"},
            "horizon_days": 7,
        },
    },
    "settle_days": 1,
    "holdout_days": 28,
    "training_positives_needed": 20,
    "holdout_positives_needed": 10,
    "backtest_origins": 1,
}

SURVEY_SOURCES = """
version: 2
sources:
  - name: survey
    config: {meta: {external_location: "{{ env_var('PROPENSITY_RAW') }}/{name}.parquet"}}
    tables: [{name: survey_responses}]
"""
SURVEY_EVENTS = """
select
    response_id as event_id,
    'survey' as source_name,
    {{ identifier('email', 'address') }} as identifier,
    'survey_answered' as event_name,
    answered_at as occurred_at,
    loaded_at,
    cast(score as decimal(18, 4)) as event_value,
    cast(null as varchar) as properties
from {{ source('survey', 'survey_responses') }}
"""

WORLD = Config(
    people=500,
    days=WARM_UP + DAYS,
    start=START,
    seed=5,
    continuations=0,
    new_event=NEW_EVENT,
    new_source=NEW_SOURCE,
    shift=SHIFT,
    rename=RENAME,
    outage_source="email_events",
    outage_from=OUTAGE,
    outage_to=OUTAGE + datetime.timedelta(2),
    outage_late=True,
)


@dataclass
class Day:
    """What a build of a day left."""

    date: datetime.date
    plan: dict[str, tuple]  # per prediction, whether training was due, and why
    status: dict[str, str]
    alerts: list[tuple]  # kind, prediction or source, since, sentence; of warnings and errors
    expected_auc: float  # of the scores of read_7d, by the true propensities
    best_auc: float  # of those themselves


def known(tables: dict[str, pa.Table], day: datetime.date) -> dict[str, pa.Table]:
    """The raw tables as they stood at midnight, when a day began."""
    midnight = datetime.datetime.combine(day, datetime.time())
    return {
        name: table.filter(pa.array(is_known(table, *CLOCKS[name], midnight))) if name in CLOCKS else table
        for name, table in tables.items()
    }


@pytest.fixture(scope="module")
def world() -> dict[str, pa.Table]:
    return simulate(WORLD)


@pytest.fixture(scope="module")
def truth() -> dict[datetime.date, dict[str, float]]:
    """Of each day, the true propensity to read of the people seen in the last thirty days."""
    people = invent_people(WORLD)
    state, config = first_state(people, WORLD), replace(WORLD, continuations=200)
    found = {}
    for day in range(-DAYS_BEFORE, WORLD.days):
        if day >= WARM_UP:
            who = np.flatnonzero(state.since_visit < 30)
            chances, _ = continuations(people.take(who), state.take(who), day, 7, ["read"], config)
            found[WORLD.date_of(day)] = dict(zip(person_ids(who), chances["read"], strict=True))
        step(people, state, day, config, config.generator(Purpose.STEP, day))
    return found


def beside_truth(company: QuickCompany, world: dict[str, pa.Table], chances: dict[str, float]) -> np.ndarray:
    """Rows of true propensity and score to read, of the people that both know."""
    names = (world["truth/identities"][name].to_pylist() for name in ("identifier", "true_person_id"))
    owners = dict(zip(*names, strict=True))
    scores = company.query("""
        select members.identifier, scores.propensity
        from scores.person_scores as scores
        inner join identity.person_identifiers as members using (person_id)
        where scores.prediction_name = 'read_7d' and members.valid_to is null
        order by all
    """)
    said = {owners.get(identifier): propensity for identifier, propensity in scores}
    return np.array([(chances[person], said[person]) for person in said if person in chances])


def live(
    company: QuickCompany, world: dict[str, pa.Table], date: datetime.date, chances: dict[str, float]
) -> Day:
    """One day: the raw tables as they are in the morning, and a build."""
    if date == NEW_SOURCE + datetime.timedelta(1):
        add_survey(company)
    write_raw(known(world, date), company.raw)
    company.dbt("build", *WITHOUT_UNIT_TESTS)
    plan = company.query("select prediction_name, is_due, reason from training.retraining_plan")
    pairs = beside_truth(company, world, chances)
    day = Day(
        date=date,
        plan={name: tuple(rest) for name, *rest in plan},
        status=dict(company.query("select prediction_name, status from activation.prediction_status")),
        alerts=company.query("""
            select kind, coalesce(source_name, prediction_name), since, sentence from monitoring.alerts
            where severity != 'info' order by all
        """),
        expected_auc=expected_auc(*pairs.T),
        best_auc=expected_auc(pairs[:, 0], pairs[:, 0]),
    )
    print(day)
    return day


def add_survey(company: QuickCompany) -> None:
    """The company adds a source, as the README says."""
    staging = company.project / "models" / "staging" / "survey"
    staging.mkdir()
    (staging / "_survey__sources.yml").write_text(SURVEY_SOURCES)
    (staging / "stg_survey__events.sql").write_text(SURVEY_EVENTS)
    company.settings = {**company.settings, "sources": {**company.settings["sources"], "survey": {}}}


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> QuickCompany:
    folder = tmp_path_factory.mktemp("story")
    return QuickCompany(folder, settings=SETTINGS, project=copied_project(folder / "project"))


@pytest.fixture(scope="module")
def days(company, world, truth) -> list[Day]:
    return [live(company, world, date, truth[date]) for date in map(of_day, range(DAYS))]


def needs(days: int):
    return pytest.mark.skipif(days > DAYS, reason=f"happens by day {days}: STORY_DAYS={days} lives them")


def test_every_day_is_built_and_each_publishes(days):
    assert [set(day.status.values()) <= {"published", "stale"} for day in days] == [True] * DAYS


def test_only_days_on_which_something_is_due_train(days):
    due = {name: [day.date for day in days if day.plan[name][0]] for name in SETTINGS["predictions"]}
    assert due["open_7d"][0] == due["read_7d"][0] == FIRST
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


@needs(60)
@pytest.mark.parametrize("event", ["podcast_followed", "survey_answered"])
def test_a_new_event_is_learnt_at_the_first_training_that_can_see_it(company, days, event):
    """It enters on the first date on which enough people have it; what ends before cannot know of it."""
    first = company.query(
        f"select min(first_date) from features.feature_catalog where event_name = '{event}'"
    )[0][0]
    assert first is not None
    names = company.query(f"""
        select feature_names from training.model_registry
        where prediction_name = 'read_7d' and training_to >= date '{first}'
        order by trained_at limit 1
    """)
    # its dates settle before a holdout does: 7 + 1 days, 28, 7 + 1 again, and up to a week to a Monday
    if not names and first + datetime.timedelta(51) > of_day(DAYS - 1):
        pytest.skip(f"no training of {DAYS} days reaches {first}, when enough people have had {event}")
    assert any(name.startswith(event) for (listed,) in names for name in json.loads(listed))


@needs(56)
def test_the_shift_is_alarmed_within_fourteen_days(days):
    alarmed = [
        since
        for day in days
        for kind, subject, since, _ in day.alerts
        if kind in ("drift", "performance") and subject == "read_7d" and since >= SHIFT
    ]
    assert alarmed and min(alarmed) <= SHIFT + datetime.timedelta(14)


@needs(42)
def test_quiet_weeks_are_quiet(days):
    """Before the shift the outage is told, and nothing else: what is new is no alert."""
    quiet = [day for day in days if day.date < SHIFT]
    told = {(kind, subject, since) for day in quiet for kind, subject, since, _ in day.alerts}
    of_the_outage = {alert for alert in told if alert[1] == "email" and OUTAGE < alert[2] < of_day(9)}
    assert of_the_outage
    assert len(told - of_the_outage) <= 1


@needs(42)
def test_intervals_of_what_came_true_hold_the_expected_auc(company, days):
    """Nine of ten: 95 % is the nominal rate, and days of the same people are alike."""
    said = company.query("""
        select feature_date, roc_auc_low, roc_auc_high from monitoring.realized_performance
        where prediction_name = 'read_7d' and people_group = 'everybody' and feature_date is not null
    """)
    expected = {day.date: day.expected_auc for day in days}
    held = [low <= expected[date] <= high for date, low, high in said]
    assert len(held) >= 14 and np.mean(held) >= 0.9


@needs(4)
def test_a_replay_gives_what_the_days_gave(company, days, world, tmp_path):
    """All raw rows are there from the beginning; only the as-of date is of the day."""
    again = QuickCompany(tmp_path, settings=SETTINGS, project=copied_project(tmp_path / "project"))
    write_raw(world, again.raw)
    history = (
        "select * exclude (scored_at) from scores.score_history where feature_date < date '{}' order by all"
    )
    until = days[3].date
    for day in days[:3]:
        again.dbt("build", *WITHOUT_UNIT_TESTS, as_of_date=str(day.date))
    found = again.query(history.format(until))
    assert found and found == company.query(history.format(until))
