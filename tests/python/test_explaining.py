"""Explanations: contributions are the Shapley values of the score, and say what a reader may see."""

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy.special import logit
from test_fitting import batches, world

from propensity import CONTRIBUTIONS, explain, fit, score
from propensity.artifacts import load_model
from propensity.estimators import log_odds
from propensity.explaining import Explainer, as_text
from propensity.scoring import rows_by_model

KEYS = ["human_id", "fold_of_origin_1", "label"]


@pytest.fixture(
    scope="module", params=["logistic_regression", "gradient_boosting", "large_gradient_boosting", "blend"]
)
def models(request) -> pa.Table:
    return fit(batches(world()), [{"prediction_name": "buys", "estimator": request.param}])


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return world(1200, seed=9).drop(columns=KEYS)


def told(frame: pd.DataFrame, models: pa.Table, topics=(), size: int = 500) -> pd.DataFrame:
    found = pa.Table.from_batches(explain(batches(frame, size), models, topics), schema=CONTRIBUTIONS)
    return found.to_pandas()


def shapley(pays, players: list[str]) -> dict[str, np.ndarray]:
    """Shapley values by the sum over all coalitions."""
    n = len(players)
    values = {}
    for player in players:
        others = [other for other in players if other != player]
        values[player] = sum(
            factorial(size)
            * factorial(n - size - 1)
            / factorial(n)
            * (pays({*coalition, player}) - pays(set(coalition)))
            for size in range(n)
            for coalition in combinations(others, size)
        )
    return values


def explained(frame: pd.DataFrame, models: pa.Table) -> tuple[Explainer, dict, np.ndarray]:
    (parts,) = rows_by_model(batches(frame, len(frame)), models)
    return Explainer(parts[0].model), parts[0].model, parts[0].matrix


def test_contributions_and_base_add_up_to_the_score(models, people):
    explainer, _, matrix = explained(people, models)
    assert np.isnan(matrix).any()
    total = explainer.base + explainer.contributions(matrix).sum(axis=1)
    scores = pa.Table.from_batches(score(batches(people), models))["propensity"].to_numpy()
    assert np.abs(total - logit(scores)).max() < 1e-9
    out = told(people, models).drop_duplicates(["person_id", "feature_date"])
    assert len(out) == len(people)  # everybody differs in something
    assert np.abs(out["log_odds"].to_numpy() - logit(scores)).max() < 1e-9
    assert set(out["base_value"]) == {explainer.base}


def test_contributions_are_those_of_the_definition(models, people):
    """Features that have joined have the row's values, all their columns together; others typical ones."""
    explainer, model, matrix = explained(people.head(20), models)
    columns = [name for name, _ in model["design"]["columns"]]
    features = list(dict.fromkeys(columns))
    assert len(features) < len(columns)  # the plan has several
    coalitions = [set(some) for size in range(len(features) + 1) for some in combinations(features, size)]
    joined = np.array([[name in coalition for name in columns] for coalition in coalitions])
    mixed = np.where(joined[:, None, :], matrix, explainer.typical[0]).reshape(-1, len(columns))
    pays = model["slope"] * log_odds(model["estimators"], mixed).reshape(len(coalitions), -1)
    expected = shapley(lambda known: pays[coalitions.index(known)], features)
    found = explainer.contributions(matrix)
    assert np.abs(found).max() > 0.1
    assert np.abs(found - np.stack([expected[name] for name in features], axis=1)).max() < 1e-9


def test_somebody_of_whom_everything_is_typical_has_no_reasons(models, people):
    _, model, _ = explained(people, models)
    typical = people.head(3).assign(**model["typical"])
    assert told(typical.tail(2), models).empty
    out = told(pd.concat([typical, people.tail(1)]), models)
    assert set(out["person_id"]) == {people["person_id"].iloc[-1]}
    assert (out["contribution"] != 0).all()


def test_the_largest_three_are_told_signed_and_in_order(models, people):
    out = told(people, models)
    (parts,) = rows_by_model(batches(people, len(people)), models)
    every = Explainer(parts[0].model).contributions(parts[0].matrix)
    assert out.groupby(["person_id", "feature_date"]).size().isin([1, 2, 3]).all()
    assert (out.groupby(["person_id", "feature_date"]).size() == 3).mean() > 0.5
    assert (out["contribution"] < 0).any() and (out["contribution"] > 0).any()
    for rank in (1, 2, 3):
        expected = -np.sort(-np.abs(every), axis=1)[:, rank - 1]
        found = out[out["reason_rank"] == rank]["contribution"].abs().to_numpy()
        assert np.abs(found - expected[np.abs(expected) > 0]).max() < 1e-12


def test_features_of_one_topic_are_told_as_one(models, people):
    names = load_model(models.to_pylist()[0])["design"]["columns"]
    features = list(dict.fromkeys(name for name, _ in names))
    topics = [{"feature": name, "topic": "all" if name != features[0] else name} for name in features]
    out = told(people.head(50), models, topics)
    assert out.groupby(["person_id", "feature_date"]).size().max() == 2
    (parts,) = rows_by_model(batches(people.head(50), 50), models)
    every = Explainer(parts[0].model).contributions(parts[0].matrix)
    both = np.stack([every[:, 0], every[:, 1:].sum(axis=1)], axis=1)
    first = out[out["reason_rank"] == 1]
    assert (
        np.abs(first["contribution"].to_numpy() - both[np.arange(50), np.abs(both).argmax(axis=1)]).max()
        < 1e-12
    )
    # the feature that is named pulls the way its topic does
    for row, (name, sum_of_topic) in enumerate(zip(first["feature"], first["contribution"], strict=True)):
        assert np.sign(every[row, features.index(name)]) == np.sign(sum_of_topic)


def test_of_a_topic_the_clearer_feature_is_named_and_the_sum_stays(models, people):
    names = list(dict.fromkeys(name for name, _ in load_model(models.to_pylist()[0])["design"]["columns"]))
    topics = [{"feature": name, "topic": "all"} for name in names]
    plain = told(people.head(50), models, topics)
    assert (plain["feature"] == "orders_90").any()
    clear = [{**topic, "clarity": 1e-9 if topic["feature"] == "orders_90" else 1.0} for topic in topics]
    out = told(people.head(50), models, clear)
    assert (out["feature"] == "orders_90").sum() < (plain["feature"] == "orders_90").sum()
    assert (out["contribution"] == plain["contribution"]).all()


@pytest.mark.parametrize("size", [1, 7, 64])
def test_the_size_of_batches_changes_no_bit(models, people, size):
    pd.testing.assert_frame_equal(
        told(people.head(130), models, size=size), told(people.head(130), models, size=130)
    )


def test_a_value_that_few_share_is_not_shown(people):
    frame = world()
    frame["address"] = np.where(np.arange(len(frame)) % 2 == 0, "shared", frame["person_id"] + "@example.com")
    frame["label"] = (np.arange(len(frame)) % 2 == 0).astype(int)
    models = fit(batches(frame), [{"prediction_name": "buys"}])
    out = told(frame.drop(columns=KEYS), models)
    of_address = out[out["feature"] == "address"]
    assert set(of_address["feature_value"]) == {"another value"}  # what is typical is no reason
    assert set(of_address["typical_value"]) == {"shared"}


def test_values_read_as_people_write_them():
    assert [as_text(value) for value in (3.0, 0.3333, 1234.5, float("nan"), None, "blue", -0.0, 3e-6)] == [
        "3",
        "0.333",
        "1234",
        None,
        None,
        "blue",
        "0",
        "0",
    ]
