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


def expectation(nodes: np.ndarray, row: np.ndarray, known: set[int], at: int = 0) -> float:
    """What a tree gives on average if only the columns `known` are: straight from the definition."""
    node = nodes[at]
    if node["is_leaf"]:
        return float(node["value"])
    sides = int(node["left"]), int(node["right"])
    column, value = int(node["feature_idx"]), row[int(node["feature_idx"])]
    if column in known:
        is_left = bool(node["missing_go_to_left"]) if np.isnan(value) else value <= node["num_threshold"]
        return expectation(nodes, row, known, sides[0 if is_left else 1])
    return sum(nodes[side]["count"] / node["count"] * expectation(nodes, row, known, side) for side in sides)


def shapley(pays, players: list[int]) -> dict[int, float]:
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


def test_contributions_and_base_add_up_to_the_score(models, people):
    (parts,) = rows_by_model(batches(people, len(people)), models)
    explainer = Explainer(parts[0].model)
    total = explainer.base + explainer.contributions(parts[0].matrix).sum(axis=1)
    scores = pa.Table.from_batches(score(batches(people), models))["propensity"].to_numpy()
    assert np.abs(total - logit(scores)).max() < 1e-9


def test_contributions_of_trees_are_those_of_the_definition(people):
    models = fit(batches(world()), [{"prediction_name": "buys", "estimator": "gradient_boosting"}])
    (parts,) = rows_by_model(batches(people.head(20), 20), models)
    model, matrix = parts[0].model, parts[0].matrix
    trees = [tree for estimator in model["estimators"] for (tree,) in estimator._predictors]
    assert np.isnan(matrix).any()
    expected = np.zeros(matrix.shape)
    for tree in trees:
        columns = sorted({int(node["feature_idx"]) for node in tree.nodes if not node["is_leaf"]})
        for row, values in enumerate(matrix):
            for column, value in shapley(
                lambda known, values=values, tree=tree: expectation(tree.nodes, values, known), columns
            ).items():
                expected[row, column] += model["slope"] * value / len(model["estimators"])
    explainer = Explainer(model)
    by_feature = np.add.reduceat(expected, explainer.starts, axis=1)
    assert np.abs(by_feature).max() > 0.1
    assert np.abs(explainer.contributions(matrix) - by_feature).max() < 1e-9


def test_the_largest_three_are_told_signed_and_in_order(models, people):
    out = told(people, models)
    (parts,) = rows_by_model(batches(people, len(people)), models)
    every = Explainer(parts[0].model).contributions(parts[0].matrix)
    assert (out.groupby(["person_id", "feature_date"]).size() == 3).all()
    assert (out["contribution"] < 0).any() and (out["contribution"] > 0).any()
    for rank in (1, 2, 3):
        expected = -np.sort(-np.abs(every), axis=1)[:, rank - 1]
        assert (
            np.abs(out[out["reason_rank"] == rank]["contribution"].abs().to_numpy() - expected).max() < 1e-12
        )


def test_features_of_one_topic_are_told_as_one(models, people):
    names = load_model(models.to_pylist()[0])["design"]["columns"]
    features = list(dict.fromkeys(name for name, _ in names))
    topics = [{"feature": name, "topic": "all" if name != features[0] else name} for name in features]
    out = told(people.head(50), models, topics)
    assert (out.groupby(["person_id", "feature_date"]).size() == 2).all()
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
    assert set(of_address["feature_value"]) == {"shared", "another value"}
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
