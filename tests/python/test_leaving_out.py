"""What a source adds: models without it are trained alike on the same rows, and noise adds nothing."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from sklearn.metrics import roc_auc_score
from test_fitting import batches, world

from propensity import WITHOUT_SOURCES, score_without_sources
from propensity.design import design_matrix
from propensity.estimators import log_odds, members
from propensity.examples import training_examples
from propensity.fitting import fit_estimators

CATALOG = [
    {"feature": "orders_90", "source_name": "shop", "is_detail": False},
    {"feature": "recency", "source_name": None, "is_detail": False},
    {"feature": "plan", "source_name": "billing", "is_detail": False},
    {"feature": "noise", "source_name": "noise", "is_detail": False},
    {"feature": "constant", "source_name": "silent", "is_detail": False},
]


def examples(seed: int = 0, rows: int = 2400) -> pd.DataFrame:
    """The last third of the dates is held out."""
    frame = world(rows, seed).assign(constant=1.0)
    frame["fold_of_origin_1"] = np.where(np.arange(rows) * 3 // rows < 2, "fit", None)
    return frame


def without(frame: pd.DataFrame, estimator: str = "blend", size: int = 500) -> pd.DataFrame:
    models = [{"prediction_name": "buys", "model_version": "v", "estimator": estimator}]
    found = score_without_sources(batches(frame, size), models, CATALOG)
    return pa.Table.from_batches(found, schema=WITHOUT_SOURCES).to_pandas()


def aucs(frame: pd.DataFrame, scores: pd.DataFrame) -> dict[str | None, float]:
    labels = frame[frame["fold_of_origin_1"].isna()]["label"].to_numpy()
    return {
        source if isinstance(source, str) else None: roc_auc_score(labels, part["score"])
        for source, part in scores.groupby("source_name", dropna=False, sort=False)
    }


@pytest.mark.parametrize("estimator", ["blend", "logistic_regression", "gradient_boosting"])
def test_a_source_is_left_out_by_training_on_the_same_rows_without_its_features(estimator):
    frame = examples()
    found = without(frame, estimator)
    ((_, table),) = training_examples(batches(frame))
    is_learnt = table["fold_of_origin_1"].is_valid()
    table = table.drop_columns(["fold_of_origin_1"])
    learnt, held_out = table.filter(is_learnt), table.filter(pc.invert(is_learnt))
    for source, dropped in ((None, []), ("shop", ["orders_90"]), ("billing", ["plan"])):
        design, fitted = fit_estimators(learnt.drop_columns(dropped), members(estimator)[:2])
        expected = log_odds(list(fitted.values()), design_matrix(held_out, held_out.num_rows, design))
        part = found[found["source_name"].isna() if source is None else found["source_name"] == source]
        assert np.abs(part["score"].to_numpy() - expected).max() < 1e-9, source
        assert set(part["features"]) == {1 if source else 5}


def test_what_matters_adds_and_noise_does_not():
    gains = {"shop": [], "billing": [], "noise": []}
    for seed in range(6):
        frame = examples(seed)
        found = aucs(frame, without(frame))
        for source, gain in gains.items():
            gain.append(found[None] - found[source])
    assert min(gains["shop"]) > 0.05 and min(gains["billing"]) > 0
    assert np.abs(gains["noise"]).max() < 0.02


def test_a_source_of_which_nothing_is_read_changes_no_score_and_needs_no_training():
    found = without(examples())
    silent = found[found["source_name"] == "silent"]["score"].to_numpy()
    assert np.array_equal(silent, found[found["source_name"].isna()]["score"].to_numpy())


def test_batches_change_no_bit_and_no_row_is_scored_that_is_learnt_from():
    frame = examples()
    found = without(frame)
    pd.testing.assert_frame_equal(without(frame, size=77), found)
    held_out = frame[frame["fold_of_origin_1"].isna()]
    assert len(found) == 5 * len(held_out)
    assert set(zip(found["person_id"], found["feature_date"], strict=True)) == set(
        zip(held_out["person_id"], held_out["feature_date"], strict=True)
    )


def test_where_nothing_can_be_learnt_everybody_ranks_alike():
    frame = examples().assign(label=0)
    assert set(without(frame)["score"]) == {0.0}
    only = examples().drop(columns=["orders_90", "recency", "plan", "constant"])
    found = without(only)
    assert set(found[found["source_name"] == "noise"]["score"]) == {0.0}
    assert found[found["source_name"].isna()]["score"].nunique() > 1


def test_other_predictions_and_no_rows_are_left_out():
    assert not len(without(examples().assign(prediction_name="another")))
    assert not len(without(examples().head(0)))
