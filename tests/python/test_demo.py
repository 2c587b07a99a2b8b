"""The committed demo company: what is published, what is withheld, and how near it comes to the truth."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from benchmarks.demo_accuracy import against_truth
from benchmarks.truth import accuracy, shortfalls

TRUTH = ROOT / "seeds" / "demo" / "truth"

PUBLISHED = ["register_30d", "subscribe_30d", "upgrade_60d", "churn_30d"]


@pytest.fixture(scope="module")
def beside(demo):
    return against_truth(demo.warehouse, TRUTH).set_index("prediction_name")


def test_the_lifecycle_is_published_and_the_rare_outcome_withheld_with_its_numbers(demo):
    rows = demo.query(
        "select prediction_name, status, reason from activation.prediction_status", published=True
    )
    status = {name: (status, reason) for name, status, reason in rows}
    assert {status[name][0] for name in PUBLISHED} == {"published"}
    assert status["gift_30d"][0] == "withheld"
    ((positives, needed),) = demo.query(
        "select training_positives, training_positives_needed from predictions.data_sufficiency "
        "where prediction_name = 'gift_30d'"
    )
    assert 0 < positives < needed
    assert f"There are {positives} people with the outcome" in status["gift_30d"][1]
    assert f"it takes about {needed} of each" in status["gift_30d"][1]


def test_a_build_ends_by_printing_each_status(demo):
    for line in (*(f"{name}: published." for name in PUBLISHED), "gift_30d: withheld."):
        assert line in demo.output


@pytest.mark.parametrize("prediction_name", PUBLISHED)
def test_order_and_level_come_near_to_the_truth(beside, prediction_name):
    assert beside.loc[prediction_name, "shortfalls"] == []
    assert beside.loc[prediction_name, "best"] > 0.7


def test_what_could_be_learnt_and_was_not_graded_falls_short(demo, tmp_path):
    for name in ("identities", "propensities"):
        kept = "where prediction_name != 'register_30d'" if name == "propensities" else ""
        duckdb.sql(f"from '{TRUTH / name}.parquet' {kept}").write_parquet(str(tmp_path / f"{name}.parquet"))
    table = against_truth(demo.warehouse, tmp_path).set_index("prediction_name")
    assert "gap nan" in table.loc["register_30d", "shortfalls"]
    assert table.loc["churn_30d", "shortfalls"] == []


@pytest.mark.parametrize("prediction_name", PUBLISHED)
def test_the_true_propensity_rises_with_every_decile(beside, prediction_name):
    deciles = beside.loc[prediction_name, "deciles"]
    assert len(deciles) == 10
    assert deciles == sorted(deciles)


def scored(distort) -> dict:
    """The accuracy of 2,000 people of known propensities that `distort` turns into ours."""
    truth = np.random.default_rng(1).beta(1, 9, 2000)
    people = pd.DataFrame({"prediction_name": "p", "true_propensity": truth, "propensity": distort(truth)})
    return {**accuracy(people).to_dict("records")[0], "training_positives": 600, "status": "published"}


def test_the_truth_itself_is_accurate():
    row = scored(lambda truth: truth)
    assert shortfalls(row) == [] and row["top_share"] == 1 and row["slope"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("distort", "measure"),
    [
        (lambda truth: truth**2, "slope"),
        (lambda truth: truth + 0.03, "bin_difference"),
        (lambda truth: np.random.default_rng(2).permutation(truth), "gap"),
        (lambda truth: np.minimum(truth, 0.1) - 1e-9 * truth, "top_share"),
    ],
)
def test_each_kind_of_error_is_named(distort, measure):
    assert any(sentence.startswith(measure) for sentence in shortfalls(scored(distort)))


def test_a_wider_gap_is_allowed_where_less_could_be_learnt():
    row = {**scored(lambda truth: truth), "gap": 0.04}
    assert shortfalls(row) == ["gap 0.04"]
    assert shortfalls({**row, "training_positives": 499}) == []


def test_everybody_asked_about_today_is_scored_once(demo):
    for name in PUBLISHED:
        asked = demo.query(f"""
            select person_id from predictions.populations
            inner join staging.as_of_dates on feature_date = as_of_date
            where prediction_name = '{name}' order by 1
        """)
        scored = demo.query(
            f"select person_id from activation.audience_scores where prediction_name = '{name}' order by 1",
            published=True,
        )
        assert len(scored) > 200
        assert scored == asked


def test_those_with_an_account_have_the_identifiers_that_a_sync_keys_on(demo):
    missing = demo.query(
        "select count(*) from activation.audience_scores "
        "where prediction_name != 'register_30d' and (subscriber_id is null or email is null)",
        published=True,
    )
    assert missing == [(0,)]


def test_no_junk_identifier_makes_a_person_of_strangers(demo):
    ((largest,),) = demo.query("select max(identifier_count) from identity.persons", published=True)
    assert largest < 60


def test_a_withheld_prediction_scores_nobody(demo):
    assert demo.query("select count(*) from scores.person_scores where prediction_name = 'gift_30d'") == [
        (0,)
    ]
