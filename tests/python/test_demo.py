"""The committed demo company: what is published, what is withheld, and how near it comes to the truth."""

import pytest
from conftest import ROOT

from benchmarks.truth import beside_truth, gaps

TRUTH = ROOT / "seeds" / "demo" / "truth"


@pytest.fixture(scope="module")
def against_truth(demo):
    return gaps(beside_truth(demo.warehouse, TRUTH)).set_index("prediction_name")


def test_churn_and_subscription_are_published_and_the_rare_outcome_withheld_with_its_numbers(demo):
    rows = demo.query(
        "select prediction_name, status, reason from activation.prediction_status", published=True
    )
    status = {name: (status, reason) for name, status, reason in rows}
    assert status["churn_30d"][0] == status["subscribe_30d"][0] == "published"
    assert status["gift_30d"][0] == "withheld"
    ((positives, needed),) = demo.query(
        "select training_positives, training_positives_needed from predictions.data_sufficiency "
        "where prediction_name = 'gift_30d'"
    )
    assert 0 < positives < needed
    assert f"There are {positives} people with the outcome" in status["gift_30d"][1]
    assert f"it takes {needed} of each" in status["gift_30d"][1]


def test_a_build_ends_by_printing_each_status(demo):
    for name in ("churn_30d: published.", "subscribe_30d: published.", "gift_30d: withheld."):
        assert name in demo.output


@pytest.mark.parametrize("prediction_name", ["churn_30d", "subscribe_30d"])
def test_ranking_comes_near_to_ranking_by_the_truth(against_truth, prediction_name):
    assert against_truth.loc[prediction_name, "gap"] <= 0.04
    assert against_truth.loc[prediction_name, "best"] > 0.75


@pytest.mark.parametrize("prediction_name", ["churn_30d", "subscribe_30d"])
def test_the_true_propensity_rises_with_every_decile(against_truth, prediction_name):
    deciles = against_truth.loc[prediction_name, "deciles"]
    assert len(deciles) == 10
    assert deciles == sorted(deciles)


def test_everybody_asked_about_today_is_scored_once(demo):
    for name in ("churn_30d", "subscribe_30d"):
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
        "select count(*) from activation.audience_scores where subscriber_id is null or email is null",
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
