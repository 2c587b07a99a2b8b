"""Drivers: what moves the scores of many people, and which way."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from test_fitting import batches, world

from propensity import DRIVERS, ExamplesError, drivers, fit
from propensity.explaining import Explainer
from propensity.scoring import rows_by_model

KEYS = ["fold_of_origin_1", "label"]

CATALOG = [
    {"feature": "orders_90", "topic": "orders", "source_name": "shop"},
    {"feature": "recency", "topic": "orders", "source_name": "shop"},
    {"feature": "plan", "topic": "plan", "source_name": "billing"},
]


def graded(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows as they are graded: human by human, each in a band."""
    frame = frame.drop(columns=KEYS).sort_values(["human_id", "feature_date"], ignore_index=True)
    return frame.assign(propensity_band=np.array(["high", "low", "medium", "low"])[np.arange(len(frame)) % 4])


@pytest.fixture(
    scope="module", params=["logistic_regression", "gradient_boosting", "large_gradient_boosting", "blend"]
)
def models(request) -> pa.Table:
    return fit(batches(world()), [{"prediction_name": "buys", "estimator": request.param}])


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return graded(world(1200, seed=9))


@pytest.fixture(scope="module")
def found(models, people) -> pd.DataFrame:
    table = drivers(batches(people, 500), models, CATALOG)
    assert table.schema.equals(DRIVERS)
    return table.to_pandas()


@pytest.fixture(scope="module")
def contributions(models, people) -> pd.DataFrame:
    """Contributions (rows, features) of all rows at once."""
    (parts,) = rows_by_model(batches(people, len(people)), models)
    names = dict.fromkeys(name for name, _ in parts[0].model["design"]["columns"])
    return pd.DataFrame(Explainer(parts[0].model).contributions(parts[0].matrix), columns=list(names))


def together(contributions: pd.DataFrame, kind: str, name: str) -> np.ndarray:
    """What the features of a thing contribute together (rows,)."""
    column = {"topic": "topic", "source": "source_name"}.get(kind)
    members = [row["feature"] for row in CATALOG if column and row[column] == name] or [name]
    return contributions[[member for member in members if member in contributions]].sum(axis=1).to_numpy()


def test_a_thing_is_as_important_as_what_it_contributes_together_is_large(found, contributions, people):
    features = {("feature", name) for name in contributions.columns}
    groups = {("topic", "orders"), ("topic", "plan"), ("source", "shop"), ("source", "billing")}
    assert set(zip(found["kind"], found["name"], strict=True)) == features | groups
    for row in found.itertuples():
        signed = together(contributions, row.kind, row.name)
        assert abs(row.importance - np.abs(signed).mean()) < 1e-12
        for band in ("high", "low"):
            here = signed[people["propensity_band"] == band]
            assert abs(getattr(row, f"{band}_importance") - np.abs(here).mean()) < 1e-12
            assert abs(getattr(row, f"{band}_contribution") - here.mean()) < 1e-12


def test_the_error_is_that_of_drawing_humans_again(found, contributions, people):
    rng = np.random.default_rng(2)
    rows_of = list(people.groupby("human_id").indices.values())
    drawn = [
        np.concatenate([rows_of[human] for human in rng.integers(0, len(rows_of), len(rows_of))])
        for _ in range(2000)
    ]
    for row in found.itertuples():
        sizes = np.abs(together(contributions, row.kind, row.name))
        expected = np.std([sizes[rows].mean() for rows in drawn])
        assert row.standard_error == pytest.approx(expected, rel=0.15)


def test_a_row_repeated_makes_nothing_surer(models, people, found):
    twice = drivers(batches(pd.concat([people, people]).sort_values("human_id"), 333), models, CATALOG)
    assert np.allclose(twice["standard_error"].to_numpy(), found["standard_error"], rtol=1e-9)


def test_a_direction_is_a_correlation_with_the_feature_or_with_its_topic(
    models, people, found, contributions
):
    (parts,) = rows_by_model(batches(people, len(people)), models)
    topic_of = {row["feature"]: row["topic"] for row in CATALOG}
    of_features = found[found["kind"] == "feature"]
    for row in of_features.itertuples():
        if row.name in parts[0].model["design"]["categories"]:
            assert np.isnan(row.correlation) and np.isnan(row.topic_correlation)
            continue
        values = np.cbrt(parts[0].features[row.name].to_numpy(zero_copy_only=False))
        known = ~np.isnan(values)
        own, topic = (
            contributions[row.name],
            together(contributions, "topic", topic_of.get(row.name, row.name)),
        )
        for told, contribution in ((row.correlation, own), (row.topic_correlation, topic)):
            if not np.isnan(told):
                expected = np.corrcoef(values[known], contribution[known])[0, 1]
                assert abs(told - expected) < 1e-6
    assert of_features["topic_correlation"].notna().any()


@pytest.mark.parametrize("size", [1, 7])
def test_the_size_of_batches_changes_nothing(models, people, size):
    few = people.head(60)
    whole = drivers(batches(few, 60), models, CATALOG).to_pandas()
    pd.testing.assert_frame_equal(drivers(batches(few, size), models, CATALOG).to_pandas(), whole, rtol=1e-12)


def test_what_is_known_stands_for_a_model_without_rows_and_for_no_other(models, people):
    (row,) = models.to_pylist()
    known = [{name: None for name in DRIVERS.names} | {"prediction_name": "buys", "name": "known"}]
    of_it, of_none = ({**known[0], "model_version": version} for version in (row["model_version"], "f" * 12))
    nobody = batches(people.head(0))
    assert drivers(nobody, models, CATALOG, [of_it, of_none]).to_pylist() == [of_it]
    measured = drivers(batches(people), models, CATALOG)
    assert drivers(batches(people), models, CATALOG, [of_it, of_none]) == measured


def test_rows_of_a_human_that_are_apart_stop_it(models, people):
    with pytest.raises(ExamplesError, match="order the holdout by human_id"):
        drivers(batches(people.sort_values("feature_date")), models)


def test_a_single_human_has_no_error(models, people):
    alone = drivers(batches(people[people["human_id"] == "h7"]), models)
    assert alone["standard_error"].null_count == len(alone)


def test_what_raises_the_label_is_the_first_driver_and_raises_the_score():
    frame = world()
    strength = np.random.default_rng(5).normal(size=len(frame))
    frame["strong"] = strength
    frame["label"] = (strength + 0.3 * np.random.default_rng(6).normal(size=len(frame)) > 1).astype(int)
    models = fit(batches(frame), [{"prediction_name": "buys"}])
    rows = drivers(batches(graded(frame)), models).to_pylist()
    first = max(rows, key=lambda row: row["importance"])
    assert first["name"] == "strong" and first["correlation"] > 0.5
