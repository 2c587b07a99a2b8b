"""Who will not buy, asked of those who just bought: the propensity is of not buying, and its twin agrees."""

import datetime
import hashlib

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from conftest import WITHOUT_UNIT_TESTS, QuickCompany, write_raw
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

FIRST_DAY = datetime.datetime(2025, 1, 6)
SHOPPERS, WEEKS = 700, 26
KINDS = ["page_viewed", "searched", "wished", "compared", "asked"]


def twin(happens: bool) -> dict:
    return {
        "question": f"Who of last week's buyers will {'' if happens else 'not '}buy in the next 7 days?",
        "population": "purchase_count_7d > 0",
        "outcome": {"event": "purchase", "happens": happens},
        "horizon_days": 7,
    }


SETTINGS = {
    "sources": {"web": {"live_since": str(FIRST_DAY.date())}},
    "predictions": {"lapse_7d": twin(False), "repurchase_7d": twin(True)},
}


def interests() -> np.ndarray:
    """What only the generator knows: how much each shopper is given to each of KINDS, around 0."""
    return np.random.default_rng(8).normal(0, 0.8, (len(KINDS), SHOPPERS))


def weekly_rates() -> np.ndarray:
    """And what follows: how many purchases a week each makes on average, more than any one habit tells."""
    return 0.25 * np.exp(0.55 * interests().sum(axis=0))


def web_events() -> pa.Table:
    """The raw table: all buy at a rate of their own, and do other things at rates that are parts of it."""
    random = np.random.default_rng(9)
    rates = np.vstack([weekly_rates(), 0.8 * np.exp(interests())])
    counts = random.poisson(rates * WEEKS)
    name, shopper = (np.repeat(codes, counts.ravel()) for codes in np.indices(counts.shape).reshape(2, -1))
    seconds = random.integers(0, WEEKS * 7 * 86_400, counts.sum())
    happened_at = pa.array(
        [FIRST_DAY + datetime.timedelta(seconds=int(second)) for second in seconds], pa.timestamp("us")
    )
    none = pa.nulls(len(shopper), pa.string())
    return pa.table(
        {
            "event_id": np.arange(len(shopper)),
            "cookie_id": [f"shopper-{number}" for number in shopper],
            "subscriber_id": none,
            "event_name": np.array(["purchase", *KINDS])[name].tolist(),
            "event_time": happened_at,
            "received_at": happened_at,
            "properties": none,
        }
    )


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> QuickCompany:
    """A shop with one source and six kinds of events, built whole."""
    folder = tmp_path_factory.mktemp("shop")
    write_raw({"web_events": web_events()}, folder / "raw")
    company = QuickCompany(folder, settings=SETTINGS)
    company.dbt("build", *WITHOUT_UNIT_TESTS)
    return company


def published(shop: QuickCompany, sql: str) -> pd.DataFrame:
    with duckdb.connect(str(shop.published), read_only=True) as connection:
        return connection.execute(sql).df()


@pytest.fixture(scope="module")
def evaluations(shop) -> pd.DataFrame:
    return published(shop, "from evaluation.model_evaluations where is_latest").set_index("prediction_name")


@pytest.fixture(scope="module")
def scores(shop) -> pd.DataFrame:
    """One row per person scored by both, with what the generator knows of them."""
    rows = published(shop, "select person_id, prediction_name, propensity from activation.audience_scores")
    wide = rows.pivot(index="person_id", columns="prediction_name", values="propensity")
    persons = [hashlib.md5(f"cookie:shopper-{number}".encode()).hexdigest() for number in range(SHOPPERS)]
    return wide.assign(chance_of_buying=pd.Series(1 - np.exp(-weekly_rates()), index=persons))


@pytest.fixture(scope="module")
def holdout(shop) -> pd.DataFrame:
    """One row per person and holdout date: propensity and label of either prediction."""
    lapse, repurchase = (
        published(
            shop,
            "select scores.* from evaluation.holdout_scores as scores "
            "inner join evaluation.model_status using (model_version) "
            f"where scores.prediction_name = '{name}'",
        )
        for name in ("lapse_7d", "repurchase_7d")
    )
    both = lapse.merge(repurchase, on=["person_id", "feature_date"], suffixes=("_lapse", "_repurchase"))
    assert len(both) == len(lapse) == len(repurchase) > 500
    return both


def test_both_are_published_well_above_chance_and_not_buying_is_the_usual_outcome(shop, evaluations):
    status = published(shop, "select prediction_name, status from activation.prediction_status")
    assert set(status.itertuples(index=False, name=None)) == {
        ("lapse_7d", "published"),
        ("repurchase_7d", "published"),
    }
    assert (evaluations["roc_auc_low"] > 0.55).all()
    assert evaluations.loc["lapse_7d", "base_rate"] > 0.5
    assert evaluations["base_rate"].sum() == pytest.approx(1, abs=1e-9)


def test_the_propensity_is_of_not_buying_where_that_is_what_is_asked(scores):
    assert len(scores) > 150 and scores.notna().all(axis=None)
    true_chance = 1 - scores["chance_of_buying"]
    assert spearmanr(scores["lapse_7d"], true_chance).statistic > 0.6
    assert spearmanr(scores["repurchase_7d"], true_chance).statistic < -0.6
    place = scores["chance_of_buying"].rank(pct=True)
    assert scores.loc[place <= 0.2, "lapse_7d"].mean() > 0.6
    assert scores.loc[place > 0.8, "lapse_7d"].mean() < 0.5


def test_the_mean_propensity_is_near_the_share_who_do_not_buy(scores, evaluations):
    assert scores["lapse_7d"].mean() == pytest.approx(evaluations.loc["lapse_7d", "base_rate"], abs=0.05)
    assert scores["lapse_7d"].mean() == pytest.approx(1 - scores["chance_of_buying"].mean(), abs=0.05)


def test_a_propensity_and_its_twins_add_up_to_one_within_their_calibration_errors(scores, evaluations):
    distance = (scores["lapse_7d"] + scores["repurchase_7d"] - 1).abs().mean()
    assert distance <= evaluations["calibration_error"].sum()


def test_twins_rank_the_same_holdout_alike_and_against_each_others_labels_in_reverse(holdout, evaluations):
    assert (holdout["label_lapse"] + holdout["label_repurchase"] == 1).all()
    lapse = roc_auc_score(holdout["label_lapse"], holdout["propensity_lapse"])
    repurchase = roc_auc_score(holdout["label_repurchase"], holdout["propensity_repurchase"])
    assert lapse == pytest.approx(repurchase, abs=0.01)
    assert lapse == pytest.approx(evaluations.loc["lapse_7d", "roc_auc"], abs=1e-9)
    crossed = roc_auc_score(holdout["label_repurchase"], holdout["propensity_lapse"])
    assert crossed == pytest.approx(1 - lapse, abs=1e-9)
