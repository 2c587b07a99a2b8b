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
    """A shop with a second source of pure noise, and blocks that expect what holds, what does not, none."""
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
    assert verdicts == {
        "tier": ("confirmed", "varies"),
        "bought": ("confirmed", "raises"),
        "visited": ("missing", "varies"),
    }
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
    assert len(rows) == 3 and all(high > 0 > low for high, low in rows)


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


def said(expression: float, decimals: int = 0) -> str:
    """A share as a card says it: times in a hundred, halves away from zero."""
    step = Decimal(1).scaleb(-decimals)
    return str((Decimal(str(expression)) * 100).quantize(step, ROUND_HALF_UP))


def test_every_figure_of_a_card_is_that_of_its_table(planted):
    for name, card in planted.query("select prediction_name, card from evaluation.model_cards"):
        of = f"where prediction_name = '{name}'"
        ((people, positives, base_rate, auc, low, high, rule, error, by_chance, lift, in_practice),) = (
            planted.query(
                "select people, positives, base_rate, roc_auc, roc_auc_low, roc_auc_high, baseline_roc_auc, "
                "calibration_error, calibration_error_by_chance, lift_at_10_percent, in_practice "
                f"from evaluation.model_evaluations {of} and is_latest"
            )
        )
        ((examples, trained_positives, features, since, until),) = planted.query(
            "select examples, positives, features, training_from, training_to from training.model_registry "
            + of
        )
        parts = [
            f"learnt from {examples} cases between {since} and {until}, "
            f"{trained_positives} of which came true",
            f"looks at {features} things",
            f"tried on {people} people",
            f"came true for {positives} of them, and in {said(base_rate, 1)} of 100",
            f"first {said(auc)} times in 100; 50 would be chance. "
            f"With other people it might have been {said(low)} to {said(high)}.",
            f"does so {said(rule)} times",
            f"lie {said(error, 1)} in 100 beside",
            f"would be {said(by_chance, 1)} by chance alone",
            f"the outcome is {said(lift / 100, 1)} times as frequent",
            in_practice,
        ]
        ((weakest, slice_auc, slice_people),) = planted.query(
            f"select slice, roc_auc, people from evaluation.model_slices {of} order by roc_auc, slice limit 1"
        )
        parts.append(
            f"these: {weakest.replace('_', ' ')}. There it puts the right one first {said(slice_auc)} times"
        )
        parts.append(f"among {slice_people} people of whom")
        for rank, words in planted.query(
            f"select driver_rank, description from evaluation.model_drivers {of} and driver_rank <= 5"
        ):
            parts.append(f"\n{rank}. {words.replace('_', ' ')}: ")
        for group, share in planted.query(
            f"select name, share from evaluation.driver_groups {of} and (kind = 'source' or group_rank <= 5)"
        ):
            parts.append(f"{group} ({said(share)} %)")
        for driver, reason in planted.query(f"select driver, reason from evaluation.expected_drivers {of}"):
            parts.append(f"{driver.replace('_', ' ')}. {reason}")
        for source, with_it, without in planted.query(
            f"select source_name, roc_auc, roc_auc_without from evaluation.source_contributions {of}"
        ):
            parts.append(f"\n{source} add")
            parts.append(f"first {said(with_it, 1)} times in 100, without it {said(without, 1)} times")
        assert [part for part in parts if part not in card] == [], card


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


JARGON = re.compile(
    r"_|\bAUC\b|\broc\b|\blog|odds|\bholdout|\bpropensit|\bcalibrat|\bbaseline|\bfeature|\bnot un|"
    r"\bno\b.*\bnot\b",
    re.I,
)


def test_a_card_reads_well_aloud(planted):
    for (card,) in planted.query("select card from evaluation.model_cards"):
        assert [line for line in card.splitlines() if JARGON.search(line)] == []
        assert all(sum(len(word) > 0 for word in line.split()) < 90 for line in card.splitlines())
    assert JARGON.search("The propensity of churn_30d") and JARGON.search(
        "It has no model that does not rank"
    )


CONDITIONS = {
    "subscription_status = 'active' and plan != 'basic'": (
        'subscription status is "active" and plan is not "basic"'
    ),
    "coalesce(subscription_status, 'none') <> 'active'": 'subscription status is not "active"',
    "account_status is null\n  and age>=18": "account status is unknown and age is at least 18",
    "plan is not null and visits < 3 or visits > 7 or visits<=1": (
        "plan is known and visits is less than 3 or visits is more than 7 or visits is at most 1"
    ),
}


def test_conditions_are_said_in_words(planted):
    said = "{% for one in var('said') %}{{ condition_words(one) }}\n{% endfor %}"
    output = planted.dbt("compile", "--inline", said, said=list(CONDITIONS))
    assert [words for words in CONDITIONS.values() if words not in output] == []
