"""Drivers: what moves the scores of many people, and which way."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from test_fitting import batches, world

from propensity import DRIVERS, drivers, fit
from propensity.explaining import Explainer
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


def test_a_driver_is_as_important_as_its_contributions_are_large(models, people):
    table = drivers(batches(people, 500), models)
    assert table.schema.equals(DRIVERS)
    (parts,) = rows_by_model(batches(people, len(people)), models)
    every = Explainer(parts[0].model).contributions(parts[0].matrix)
    assert np.abs(table["importance"].to_numpy() - np.abs(every).mean(axis=0)).max() < 1e-12
    features = parts[0].features
    for at, row in enumerate(table.to_pylist()):
        if row["feature"] in parts[0].model["design"]["categories"]:
            assert row["correlation"] is None
        elif row["correlation"] is not None:
            values = np.cbrt(features[row["feature"]].to_numpy(zero_copy_only=False))
            known = ~np.isnan(values)
            expected = np.corrcoef(values[known], every[known, at])[0, 1]
            assert abs(row["correlation"] - expected) < 1e-6


def test_what_raises_the_label_is_the_first_driver_and_raises_the_score():
    frame = world()
    strength = np.random.default_rng(5).normal(size=len(frame))
    frame["strong"] = strength
    frame["label"] = (strength + 0.3 * np.random.default_rng(6).normal(size=len(frame)) > 1).astype(int)
    models = fit(batches(frame), [{"prediction_name": "buys"}])
    rows = drivers(batches(frame.drop(columns=KEYS)), models).to_pylist()
    first = max(rows, key=lambda row: row["importance"])
    assert first["feature"] == "strong" and first["correlation"] > 0.5
