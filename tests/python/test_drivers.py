"""What drives a model, what was expected to, and what each source adds: each planted in a shop, and found."""

import random
import re
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import QuickCompany, copied
from shop import BUY, COLUMNS, HABITS, MAPPINGS, SETTINGS, WEEKS, at, make_project, shop_rows, write_shop
from sklearn.metrics import roc_auc_score


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> QuickCompany:
    """A shop with a second source of pure noise, and blocks that expect rightly, wrongly, and nothing."""
    folder = tmp_path_factory.mktemp("planted")
    project = make_project(folder / "project")
    staging = project / "models" / "staging" / "noise"
    staging.mkdir()
    source = {"name": "noise", "tables": [{"name": "noise"}]}
    source["config"] = {"meta": {"external_location": "{{ env_var('PROPENSITY_RAW') }}/{name}.parquet"}}
    (staging / "_noise__sources.yml").write_text(str({"version": 2, "sources": [source]}))
    events = MAPPINGS["events"].replace("'shop'", "'noise'")
    (staging / "stg_noise__events.sql").write_text(f"select {events} from {{{{ source('noise', 'noise') }}}}")
    rows = shop_rows()
    write_shop(rows, folder / "raw")
    rng = random.Random(11)
    noise = [
        {"event_id": f"n{place}", "cookie": f"c{rng.randrange(240)}", "event_name": "pinged",
         "occurred_at": at(7 * WEEKS * rng.random())}
        for place in range(3000)
    ]  # fmt: skip
    schema = pa.schema([(name, pa.string()) for name in COLUMNS["events"]])
    pq.write_table(pa.Table.from_pylist(noise, schema=schema), folder / "raw" / "noise.parquet")
    predictions = {
        "buy_7d": {**BUY, "expected_drivers": ["tier", {"bought": "raises"}, "visited"]},
        "also_buy_7d": {**BUY, "expected_drivers": [{"bought_fading_active_days": "lowers"}, "pinged"]},
        "asked_7d": BUY,
        "too_far_400d": {**BUY, "horizon_days": 400, "expected_drivers": ["tier"]},
    }
    settings = {
        **SETTINGS,
        "sources": {**SETTINGS["sources"], "noise": {}},
        "predictions": predictions,
        "backtest_origins": 0,
    }
    company = QuickCompany(folder, settings=settings, project=project)
    company.output = company.dbt("build")
    return company


def expectations(company: QuickCompany, prediction_name: str) -> dict[str, tuple]:
    rows = company.query(
        "select driver, verdict, direction, reason from evaluation.expected_drivers "
        f"where prediction_name = '{prediction_name}'"
    )
    return {driver: rest for driver, *rest in rows}


def test_what_is_rightly_expected_is_confirmed_and_what_says_nothing_is_missing(planted):
    found = expectations(planted, "buy_7d")
    verdicts = {driver: (verdict, direction) for driver, (verdict, direction, _) in found.items()}
    surprises = [driver for driver, (verdict, _) in verdicts.items() if verdict == "surprise"]
    assert len(surprises) == 1 and surprises[0] in HABITS
    del verdicts[surprises[0]]
    assert verdicts.pop("visited")[0] == "missing"  # which way noise goes is noise
    assert verdicts == {"tier": ("confirmed", "varies"), "bought": ("confirmed", "raises")}
    assert found["bought"][2].endswith("the more of it, the higher the chance.")
    assert found["visited"][2].startswith("It hardly moves the score: it is in place ")


def test_a_wrong_direction_is_contradicted_and_a_useless_event_missing(planted):
    found = expectations(planted, "also_buy_7d")
    assert found["bought_fading_active_days"][:2] == ["contradicted", "raises"]
    assert "but the more of it, the higher the chance" in found["bought_fading_active_days"][2]
    assert found["pinged"][0] == "missing"


def test_who_expects_nothing_is_told_nothing(planted):
    assert expectations(planted, "asked_7d") == {}


def test_noise_is_neither_the_first_driver_nor_strong(planted):
    first = planted.query(
        "select prediction_name, feature, topic_name from evaluation.model_drivers where driver_rank = 1"
    )
    assert len(first) == 3 and all(topic in {*HABITS, "bought"} for _, _, topic in first)
    strong = planted.query("select name from evaluation.driver_groups where is_strong and kind != 'source'")
    assert {name for (name,) in strong} == {*HABITS, "bought"}
    (noise,) = planted.query(
        "select group_rank, group_count, share from evaluation.driver_groups "
        "where prediction_name = 'buy_7d' and kind = 'source' and name = 'noise'"
    )
    assert noise[2] < 0.1


def test_the_bands_pull_apart(planted):
    rows = planted.query(
        "select high_contribution, low_contribution from evaluation.driver_groups "
        "where kind = 'source' and name = 'shop'"
    )
    assert len(rows) == 3 and all(high > 1 > low for high, low in rows)


def test_a_useless_source_adds_nothing_and_the_other_adds_all(planted):
    rows = planted.query(
        "select source_name, verdict, gain, gain_low, gain_high, is_sampled, people "
        "from evaluation.source_contributions order by prediction_name, source_name"
    )
    assert [row[:2] for row in rows] == [("noise", "adds nothing measurable"), ("shop", "adds")] * 3
    assert all(low < gain < high for _, _, gain, low, high, _, _ in rows)
    assert {row[5:] for row in rows} == {(False, 240)}


def test_the_interval_of_what_a_source_adds_is_that_of_drawing_humans_again(planted):
    rows = planted.query(
        "select scorer, human_id, label, score from evaluation.rankings "
        "where prediction_name = 'buy_7d' and slice = 'without shop'"
    )
    table = pd.DataFrame(rows, columns=["scorer", "human_id", "label", "score"])
    wide = {scorer: part for scorer, part in table.groupby("scorer")}
    ids = np.unique(table["human_id"])
    at = {scorer: part.groupby("human_id").indices for scorer, part in wide.items()}
    rng = np.random.default_rng(3)
    gains = []
    for _ in range(300):
        drawn = rng.choice(ids, len(ids))
        aucs = {}
        for scorer, part in wide.items():
            here = part.iloc[np.concatenate([at[scorer][human] for human in drawn])]
            aucs[scorer] = roc_auc_score(here["label"], here["score"])
        gains.append(aucs["model"] - aucs["baseline"])
    ((low, high),) = planted.query(
        "select gain_low, gain_high from evaluation.source_contributions "
        "where prediction_name = 'buy_7d' and source_name = 'shop'"
    )
    assert (high - low) / 2 / 2.326 == pytest.approx(np.std(gains), rel=0.15)


def test_what_was_measured_of_a_model_that_is_kept_is_kept(planted, tmp_path):
    again = copied(planted, tmp_path / "again")
    again.run("evaluation")
    assert again.query("select count(*) from evaluation.scores_without_sources") == [(0,)]
    told = "select * from evaluation.source_contributions order by all"
    assert again.query(told) == planted.query(told)


def test_what_was_measured_of_other_people_is_measured_again(planted, tmp_path):
    again = copied(planted, tmp_path / "again")
    with duckdb.connect(str(again.warehouse)) as connection:
        connection.execute(
            "update previous.source_contributions set holdout_positives = 1, verdict = 'harms' "
            "where prediction_name = 'buy_7d'"
        )
    again.run("evaluation")
    measured = "select distinct prediction_name from evaluation.scores_without_sources"
    assert again.query(measured) == [("buy_7d",)]
    told = "select * from evaluation.source_contributions order by all"
    assert again.query(told) == planted.query(told)


def said(share: float, decimals: int = 0) -> str:
    """A share as a card says it: times in a hundred, halves away from zero."""
    return str((Decimal(str(share)) * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def figures(company: QuickCompany, name: str) -> list[str]:
    """What the card of a prediction has to hold, from the tables that it is about."""

    def rows(columns: str, table: str, more: str = "") -> list[dict]:
        query = f"select {columns} from {table} where prediction_name = '{name}' {more}"
        return [dict(zip(columns.split(", "), row, strict=True)) for row in company.query(query)]

    (model,) = rows("examples, positives, features, training_from, training_to", "training.model_registry")
    (graded,) = rows(
        "people, positives, base_rate, roc_auc, roc_auc_low, roc_auc_high, baseline_roc_auc, grade, "
        "calibration_error, calibration_error_by_chance, lift_at_10_percent, in_practice, holdout_from, "
        "holdout_to",
        "evaluation.model_evaluations",
        "and is_latest",
    )
    weakest = rows("slice, roc_auc, people", "evaluation.model_slices", "order by roc_auc, slice")[0]
    drivers = rows("driver_rank, description", "evaluation.model_drivers", "and driver_rank <= 5")
    groups = rows("name, share", "evaluation.driver_groups", "and (kind = 'source' or group_rank <= 5)")
    sources = rows("source_name, roc_auc, roc_auc_without", "evaluation.source_contributions")
    expected = rows("driver, reason", "evaluation.expected_drivers")
    return [
        "learnt from {examples} cases between {training_from} and {training_to}, {positives} of".format(
            **model
        ),
        "looks at {features} things".format(**model),
        "tried on {people} people between {holdout_from} and {holdout_to}".format(**graded),
        "came true for {positives} of them".format(**graded),
        f"and in {said(graded['base_rate'], 1)} of 100 cases",
        "grade is {grade}.".format(**graded),
        f"right one first {said(graded['roc_auc'])} times in 100; 50 would be chance",
        f"might have been {said(graded['roc_auc_low'])} to {said(graded['roc_auc_high'])}.",
        f"does so {said(graded['baseline_roc_auc'])} times",
        f"lie {said(graded['calibration_error'], 1)} in 100 beside",
        f"would be {said(graded['calibration_error_by_chance'], 1)} by chance alone",
        f"the outcome is {said(graded['lift_at_10_percent'] / 100, 1)} times as frequent",
        graded["in_practice"],
        f"these: {weakest['slice'].replace('_', ' ')}. There",
        f"it puts the right one first {said(weakest['roc_auc'])} times",
        "among {people} people of whom".format(**weakest),
        *["\n{driver_rank}. {description}: ".format(**row).replace("_", " ") for row in drivers],
        *[f"{row['name'].replace('_', ' ')} ({said(row['share'])} %)" for row in groups],
        *[f"{row['driver'].replace('_', ' ')}. {row['reason']}" for row in expected],
        *[
            f"first {said(row['roc_auc'], 1)} times in 100, "
            f"without it {said(row['roc_auc_without'], 1)} times"
            for row in sources
        ],
        *[f"\n{row['source_name']} adds" for row in sources],
    ]


def test_every_figure_of_a_card_is_that_of_its_table(planted):
    cards = planted.query(
        "select prediction_name, card from evaluation.model_cards where model_version is not null",
        published=True,
    )
    assert len(cards) == 3
    for name, card in cards:
        needed = figures(planted, name)
        assert len(needed) > 25
        assert [figure for figure in needed if figure not in card] == [], card


def test_a_card_says_whom_and_what_for_and_what_not(planted):
    ((card,),) = planted.query("select card from evaluation.model_cards where prediction_name = 'buy_7d'")
    assert card.startswith(BUY["question"])
    for sentence in (
        "the chance that this comes true: bought happens within 7 days.",
        "known on the day of asking: days since last event is at most 30.",
        "only for what happens up to day 7.",
        "Do not refuse anyone a service, a price or a right because of it.",
        "Do not read it as a cause.",
    ):
        assert sentence in card


def test_without_a_model_a_card_says_why_and_expects_nothing(planted):
    ((version, card),) = planted.query(
        "select model_version, card from evaluation.model_cards where prediction_name = 'too_far_400d'"
    )
    ((why,),) = planted.query(
        "select reason from predictions.data_sufficiency where prediction_name = 'too_far_400d'"
    )
    assert version is None and "There is no model yet, so nobody has a score." in card
    assert why.replace("_", " ") in card and "only for what happens up to day 400." in card
    assert expectations(planted, "too_far_400d") == {}


JARGON = re.compile(
    r"_|\bAUC\b|\broc\b|\blog|odds|\bholdout|\bpropensit|\bcalibrat|\bbaseline|\bfeature"
    r"|\bnot un|\bno\b[^.]*\bnot\b",
    re.I,
)


def test_a_card_reads_well_aloud(planted):
    for (card,) in planted.query("select card from evaluation.model_cards"):
        assert [line for line in card.splitlines() if JARGON.search(line)] == []
    for sentence in ("The propensity of this", "In churn 30_d", "It has no model that does not rank"):
        assert JARGON.search(sentence)


def test_conditions_are_said_in_words(planted):
    said = {
        "plan_name = 'pro' and country != 'DE'": 'plan name is "pro" and country is not "DE"',
        "coalesce(subscription_status, 'none') <> 'active'": 'subscription status is not "active"',
        "account_status is null\n  and age>=18": "account status is unknown and age is at least 18",
        "plan is not null and visits < 3": "plan is known and visits is less than 3",
        "visits > 7 or visits<=1": "visits is more than 7 or visits is at most 1",
    }
    template = "{% for each in var('conditions') %}{{ condition_words(each) }}|{% endfor %}"
    output = planted.dbt("compile", "--inline", template, conditions=list(said))
    assert "|".join(said.values()) in output


def test_outcomes_are_said_in_words(planted):
    given = [
        {"event": "subscription_cancelled"},
        {"event": "a", "at_least": 2, "where": "event_value > 3"},
        {"event": "a", "happens": False, "gap_days": 7},
        {"event": "a", "happens": False, "at_least": 2},
    ]
    usual = {"where": None, "at_least": 1, "happens": True, "horizon_days": 30, "gap_days": 0}
    template = "{% for each in var('outcomes') %}{{ outcome_words(each) }}|{% endfor %}"
    output = planted.dbt("compile", "--inline", template, outcomes=[{**usual, **each} for each in given])
    said = [
        "subscription cancelled happens within 30 days",
        "a happens 2 times or more within 30 days, where event value is more than 3",
        "a does not happen between day 7 and day 37",
        "a happens fewer than 2 times within 30 days",
    ]
    assert "|".join(said) in output
