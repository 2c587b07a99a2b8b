"""The simulator: reproducible, prefix-stable, and true to its own truth."""

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml

from simulator import Config, simulate, write
from simulator.behaviour import step
from simulator.config import DAY, Purpose
from simulator.people import ACTIVE, DOMAINS, REGISTERED, WARM_UP, first_state, invent_people
from simulator.texts import JUNK
from simulator.truth import PREDICTIONS, continuations, feature_days

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "seeds" / "demo"
SMALL = Config(people=500, days=90, continuations=0)
TURN = SMALL.start + timedelta(days=60)
ADDRESSES = (("billing_accounts", "email"), ("email_events", "address"), ("support_tickets", "address"))
TIME = {
    "web_events": "event_time",
    "app_events": "event_time",
    "billing_accounts": "registered_at",
    "billing_subscription_changes": "changed_at",
    "billing_payments": "paid_at",
    "email_events": "occurred_at",
    "support_tickets": "created_at",
    "survey_responses": "answered_at",
}


@pytest.fixture(scope="module")
def small() -> dict[str, pa.Table]:
    return simulate(SMALL)


def raw(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    return {name: table for name, table in tables.items() if not name.startswith("truth/")}


def rows(table: pa.Table) -> Counter:
    return Counter(zip(*(column.to_pylist() for column in table.columns), strict=True))


def moment(day: date) -> pa.Scalar:
    return pa.scalar(datetime.combine(day, time()), pa.timestamp("us"))


def between(table: pa.Table, name: str, begin: date | None, end: date | None) -> pa.Table:
    """Rows that happened in [begin, end)."""
    when = table[TIME[name]]
    keep = pa.array(np.ones(len(table), bool))
    if begin is not None:
        keep = pc.and_(keep, pc.greater_equal(when, moment(begin)))
    if end is not None:
        keep = pc.and_(keep, pc.less(when, moment(end)))
    return table.filter(keep)


def same_before(before: dict[str, pa.Table], after: dict[str, pa.Table], turn: date) -> None:
    for name in before:
        if name in TIME:
            assert rows(between(before[name], name, None, turn)) == rows(
                between(after[name], name, None, turn)
            ), name


def auc(outcome: np.ndarray, score: np.ndarray) -> float:
    rank = np.argsort(np.argsort(score)) + 1
    n = outcome.sum()
    return float((rank[outcome].sum() - n * (n + 1) / 2) / (n * (len(outcome) - n)))


@pytest.mark.parametrize("more", [1, 7, 40])
def test_a_longer_run_only_adds_rows(small: dict[str, pa.Table], more: int) -> None:
    longer = simulate(replace(SMALL, days=SMALL.days + more))
    for name, table in raw(small).items():
        assert not rows(table) - rows(longer[name]), name
        assert longer[name].num_rows > table.num_rows or more < 30, name
        assert longer[name].slice(0, table.num_rows).equals(table), name


def test_the_same_configuration_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    config = Config(people=200, days=75, continuations=10)
    write(simulate(config), tmp_path / "here")
    options = ["--people", "200", "--days", "75", "--continuations", "10", "--out", str(tmp_path / "there")]
    subprocess.run([sys.executable, "-m", "simulator", *options], check=True, cwd=ROOT, capture_output=True)
    write(simulate(config), tmp_path / "again")
    names = sorted(path.relative_to(tmp_path / "here") for path in (tmp_path / "here").rglob("*.parquet"))
    assert len(names) == 9
    for name in names:
        first = (tmp_path / "here" / name).read_bytes()
        assert (
            first == (tmp_path / "again" / name).read_bytes() == (tmp_path / "there" / name).read_bytes()
        ), name


def test_another_seed_gives_another_world(small: dict[str, pa.Table]) -> None:
    other = simulate(replace(SMALL, seed=8))
    assert not any(table.equals(other[name]) for name, table in raw(small).items())


def test_truth_does_not_disturb_the_export(small: dict[str, pa.Table]) -> None:
    with_truth = simulate(replace(SMALL, continuations=5))
    assert all(table.equals(with_truth[name]) for name, table in raw(small).items())


def test_a_new_event_appears_from_its_date(small: dict[str, pa.Table]) -> None:
    changed = simulate(replace(SMALL, new_event=TURN))
    same_before(small, changed, TURN)
    assert "podcast_followed" not in small["web_events"]["event_name"].to_pylist()
    late = between(changed["web_events"], "web_events", TURN, None)
    assert late["event_name"].to_pylist().count("podcast_followed") > 10


def test_a_new_source_appears_from_its_date(small: dict[str, pa.Table]) -> None:
    changed = simulate(replace(SMALL, new_source=TURN))
    assert "survey_responses" not in small
    assert all(table.equals(changed[name]) for name, table in raw(small).items())
    answers = changed["survey_responses"]
    assert answers.num_rows > 5
    assert between(answers, "survey_responses", None, TURN).num_rows == 0
    assert set(answers["score"].to_pylist()) <= set(range(11))
    assert "survey_responses" not in simulate(replace(SMALL, days=60, new_source=TURN))


def test_a_renamed_event_keeps_its_rows(small: dict[str, pa.Table]) -> None:
    changed = simulate(replace(SMALL, rename=TURN))["web_events"]
    assert changed["event_id"].equals(small["web_events"]["event_id"])
    names = Counter(between(changed, "web_events", TURN, None)["event_name"].to_pylist())
    # A row dated ten years ahead happened before the date and keeps the old name.
    assert names["page_view"] > 20 and names["page_viewed"] <= 1
    assert "page_view" not in between(changed, "web_events", None, TURN)["event_name"].to_pylist()


def test_a_shift_changes_who_cancels_from_its_date(small: dict[str, pa.Table]) -> None:
    changed = simulate(replace(SMALL, shift=TURN))
    same_before(small, changed, TURN)
    name = "billing_subscription_changes"
    assert rows(between(small[name], name, TURN, None)) != rows(between(changed[name], name, TURN, None))


@pytest.mark.parametrize("source", ["web_events", "app_events", "billing_payments", "email_events"])
@pytest.mark.parametrize("late", [False, True])
def test_an_outage_hides_rows_of_one_source(small: dict[str, pa.Table], source: str, late: bool) -> None:
    end = TURN + timedelta(days=8)
    outage = {"outage_source": source, "outage_from": TURN, "outage_to": end, "outage_late": late}
    changed = simulate(replace(SMALL, **outage))
    assert all(table.equals(changed[name]) for name, table in raw(small).items() if name != source)
    same_before({source: small[source]}, changed, TURN)
    out = between(changed[source], source, TURN, end)
    assert between(small[source], source, TURN, end).num_rows > 20
    loaded = "received_at" if source in ("web_events", "app_events") else "loaded_at"
    if late:
        assert out.num_rows > 20
        assert min(out[loaded].to_pylist()).date() >= end
    else:
        assert out.num_rows == 0


def test_shares_of_duplicates_and_late_rows(small: dict[str, pa.Table]) -> None:
    def shares(table: pa.Table) -> tuple[float, float]:
        ids = table["event_id"].to_pylist()
        delay = pc.subtract(table["received_at"], table["event_time"]).cast(pa.int64()).to_numpy() / 1e6
        return 1 - len(set(ids)) / len(ids), float((delay > DAY).mean())

    repeated, late = shares(small["web_events"])
    assert 0.002 < repeated < 0.01 and 0.005 < late < 0.02
    messy = shares(simulate(replace(SMALL, duplicate_share=0.1, late_share=0.2))["web_events"])
    assert 0.06 < messy[0] < 0.12 and 0.15 < messy[1] < 0.25
    assert shares(simulate(replace(SMALL, duplicate_share=0, late_share=0, noise=0))["web_events"]) == (0, 0)


def test_repeated_rows_differ_only_in_when_they_were_received(small: dict[str, pa.Table]) -> None:
    table = small["web_events"]
    versions: dict[int, list[dict]] = {}
    for row in table.to_pylist():
        versions.setdefault(row["event_id"], []).append(row)
    twice = [found for found in versions.values() if len(found) > 1]
    assert twice
    for first, second in twice:
        assert first["received_at"] < second["received_at"]
        assert {**first, "received_at": 0} == {**second, "received_at": 0}


def test_noise_scales_the_mess(small: dict[str, pa.Table]) -> None:
    tidy = simulate(replace(SMALL, noise=0))
    for tables, messy in ((small, True), (tidy, False)):
        web = tables["web_events"]
        assert bool(set(JUNK) & set(web["cookie_id"].to_pylist())) == messy
        assert bool(set(JUNK) & set(web["subscriber_id"].to_pylist())) == messy
        assert (max(web["event_time"].to_pylist()).year > 2030) == messy
        addresses = tables["email_events"]["address"].to_pylist()
        assert any(a != a.strip() or a != a.lower() for a in addresses) == messy


@pytest.mark.parametrize("noise", [0.0, 1.0, 4.0])
def test_identities_cover_every_identifier_that_is_not_junk(noise: float) -> None:
    tables = simulate(replace(SMALL, noise=noise, new_source=TURN))
    truth = tables["truth/identities"]
    known = set(truth["identifier"].to_pylist())
    seen = set()
    for name, table in raw(tables).items():
        for column, kind in (
            ("cookie_id", "cookie"),
            ("device_id", "device"),
            ("subscriber_id", "subscriber"),
            ("email", "email"),
            ("address", "email"),
        ):
            if column in table.column_names:
                values = {value for value in table[column].to_pylist() if value is not None}
                values = {value.strip().lower() for value in values} if kind == "email" else values
                seen |= {f"{kind}:{value}" for value in values - set(JUNK)}
        assert name in TIME
    assert seen == known
    people = Counter(truth["identifier"].to_pylist())
    assert 1 <= sum(count > 1 for count in people.values()) <= 5, "a few shared devices"
    assert not {identifier.split(":", 1)[1] for identifier in known} & set(JUNK)
    persons = {}
    for identifier, person in zip(*(truth[name].to_pylist() for name in truth.column_names), strict=True):
        persons.setdefault(identifier, person)
    accounts = tables["billing_accounts"].to_pylist()
    assert all(
        persons[f"email:{a['email']}"] == persons[f"subscriber:{a['subscriber_id']}"] for a in accounts
    )


def test_e_mail_domains_are_reserved(small: dict[str, pa.Table]) -> None:
    for name, column in ADDRESSES:
        for address in small[name][column].to_pylist():
            assert address.strip().lower().split("@")[1] in DOMAINS


def test_subscription_changes_make_sense(small: dict[str, pa.Table]) -> None:
    active: dict[str, bool] = {}
    unique = {row["change_id"]: row for row in small["billing_subscription_changes"].to_pylist()}
    for row in sorted(unique.values(), key=lambda row: row["changed_at"]):
        before = active.get(row["subscriber_id"], False)
        assert before != (row["change"] == "started"), row
        assert (row["status"] == "cancelled") == (row["change"] == "cancelled")
        active[row["subscriber_id"]] = row["status"] == "active"
    assert {row["change"] for row in unique.values()} >= {"started", "upgraded", "cancelled"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": 0},
        {"late_share": 1.5},
        {"noise": -1.0},
        {"outage_source": "web_events"},
        {"outage_source": "fax", "outage_from": TURN, "outage_to": TURN + timedelta(days=1)},
        {"outage_source": "web_events", "outage_from": TURN, "outage_to": TURN},
    ],
)
def test_impossible_configurations_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError):
        Config(**wrong)


def test_propensities_have_their_dates_and_range() -> None:
    config = Config(people=300, days=150, continuations=8)
    tables = simulate(config)
    table = tables["truth/propensities"]
    assert table.column_names == ["prediction_name", "true_person_id", "feature_date", "true_propensity"]
    values = table["true_propensity"].to_numpy()
    assert values.min() >= 0 and values.max() <= 1
    found = set(zip(table["prediction_name"].to_pylist(), table["feature_date"].to_pylist(), strict=True))
    for prediction in PREDICTIONS:
        dates = sorted(day for name, day in found if name == prediction.name)
        assert dates == [config.date_of(day) for day in feature_days(prediction, config)]
        assert dates[-1] == config.as_of and len(dates) == 5
        assert all(day.weekday() == 0 for day in dates[:-1])
        assert dates[-2] + timedelta(days=prediction.horizon + 7) <= config.as_of
        assert dates[-2] + timedelta(days=prediction.horizon + 14) > config.as_of


def test_the_truth_asks_what_the_demo_asks() -> None:
    """Over the same days from the feature date on: it knows of no gap."""
    blocks = yaml.safe_load((ROOT / "vars.yml").read_text())["vars"]["predictions"]
    asked = {name: (block.get("gap_days", 0), block["horizon_days"]) for name, block in blocks.items()}
    assert asked == {prediction.name: (0, prediction.horizon) for prediction in PREDICTIONS}


def test_propensities_are_calibrated_and_rank_what_happens() -> None:
    config = Config(people=3_000, days=120, continuations=30, seed=3)
    people = invent_people(config)
    state = first_state(people, config)
    for day in range(-WARM_UP, config.days):
        step(people, state, day, config, config.generator(Purpose.STEP, day))
    horizon = 60
    lived = state.take(np.arange(len(people)))
    happened = {p.outcome: np.zeros(len(people), bool) for p in PREDICTIONS}
    for day in range(config.days, config.days + horizon):
        today = step(people, lived, day, config, config.generator(Purpose.STEP, day))
        for p in PREDICTIONS:
            if day < config.days + p.horizon:
                happened[p.outcome] |= today.happened[p.outcome]
    for p in PREDICTIONS:
        who = np.flatnonzero(p.asked(state))
        found, share = continuations(
            people.take(who), state.take(who), config.days, p.horizon, [p.outcome], config
        )
        propensity, outcome = found[p.outcome], happened[p.outcome][who]
        error = np.sqrt((propensity * (1 - propensity)).sum()) / len(who)
        assert abs(propensity.mean() - outcome.mean()) < 3.5 * error, p.name
        # The propensity is a quieter measure of the plain share of continuations.
        noise = np.sqrt((propensity * (1 - propensity)).sum() / config.continuations) / len(who)
        assert abs(propensity.mean() - share[p.outcome].mean()) < 4 * noise, p.name
        if p.name == "churn_30d":
            assert auc(outcome, propensity) > 0.7
        if p.name != "gift_30d":
            assert np.corrcoef(propensity, share[p.outcome])[0, 1] > 0.7, p.name


def test_a_step_depends_on_the_state_alone() -> None:
    config = Config(people=100, days=10)
    people = invent_people(config)
    state = first_state(people, config)
    some = np.arange(0, 100, 3)
    copy = state.take(some)
    before = state.take(np.arange(100))
    step(people.take(some), copy, 5, config, np.random.default_rng(1))
    assert np.array_equal(before.mood, state.mood), "a copy is lived through without touching the original"
    assert set(np.unique(copy.status)) <= {0, REGISTERED, ACTIVE}


@pytest.fixture(scope="module")
def demo() -> dict[str, pa.Table]:
    return {
        str(path.relative_to(DEMO).with_suffix("")): pq.read_table(path) for path in DEMO.rglob("*.parquet")
    }


def test_the_demo_is_small_and_has_what_it_promises(demo: dict[str, pa.Table]) -> None:
    assert sum(path.stat().st_size for path in DEMO.rglob("*.parquet")) <= 5_000_000
    changes = Counter(demo["billing_subscription_changes"]["change"].to_pylist())
    assert changes["cancelled"] > 1_000 and changes["upgraded"] > 300
    gifts = demo["web_events"].filter(pc.equal(demo["web_events"]["event_name"], "gift_purchased"))
    assert 25 <= len(set(gifts["event_id"].to_pylist())) <= 60
    for name, column in ADDRESSES:
        domains = {address.strip().lower().split("@")[1] for address in set(demo[name][column].to_pylist())}
        assert domains <= set(DOMAINS)


@pytest.mark.slow
def test_the_demo_is_what_the_default_configuration_writes(tmp_path: Path) -> None:
    write(simulate(Config()), tmp_path)
    names = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.parquet"))
    assert names == sorted(path.relative_to(DEMO) for path in DEMO.rglob("*.parquet"))
    for name in names:
        assert (tmp_path / name).read_bytes() == (DEMO / name).read_bytes(), (
            f"{name}: run python -m simulator"
        )
