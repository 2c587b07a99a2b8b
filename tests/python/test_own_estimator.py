"""A company's own estimator: trained, calibrated, stored, scored and explained like the rest."""

import numpy as np
import own_estimators
import pyarrow as pa
import pytest
from test_fitting import batches, world

import propensity.estimators as estimators
from propensity import ArtifactError, ExamplesError, explain, fit, score
from propensity.artifacts import dump_model, load_model
from propensity.explaining import Explainer
from propensity.scoring import rows_by_model


def specs(function: str) -> list[dict]:
    return [{"prediction_name": "buys", "estimator": f"own_estimators:{function}"}]


@pytest.fixture(scope="module", params=["forest", "boosting"])
def models(request):
    return fit(batches(world()), specs(request.param))


def test_it_is_trained_stored_and_scored(models):
    test = world(seed=9)
    (row,) = models.to_pylist()
    assert row["estimator"].startswith("own_estimators:")
    scored = pa.Table.from_batches(score(batches(test), models))["propensity"].to_numpy()
    assert scored[test["label"] == 1].mean() > scored[test["label"] == 0].mean() + 0.03
    assert scored.mean() == pytest.approx(test["label"].mean(), abs=0.05)


def test_its_contributions_add_up_to_the_score(models):
    frame = world(seed=9).head(100)
    ((rows,),) = rows_by_model(batches(frame), models)
    explainer = Explainer(rows.model)
    log_odds = explainer.base + explainer.contributions(rows.matrix).sum(axis=1)
    scored = pa.Table.from_batches(score(batches(frame), models))["propensity"].to_numpy()
    assert 1 / (1 + np.exp(-log_odds)) == pytest.approx(scored, abs=1e-9)
    told = pa.Table.from_batches(explain(batches(frame), models))
    assert 200 < told.num_rows <= 300  # what is typical is no reason


def test_what_the_estimator_cannot_use_contributes_nothing():
    models = fit(batches(world()), specs("constant"))
    ((rows,),) = rows_by_model(batches(world(seed=9).head(50)), models)
    explainer = Explainer(rows.model)
    assert not explainer.contributions(rows.matrix).any()
    assert 1 / (1 + np.exp(-explainer.base)) == pytest.approx(world()["label"].mean(), abs=0.01)


def test_an_edit_of_its_module_is_another_model(monkeypatch):
    version = fit(batches(world()), specs("constant"))["model_version"]
    assert fit(batches(world()), specs("constant"))["model_version"] == version
    monkeypatch.setattr(estimators.inspect, "getsource", lambda module: "edited")
    assert fit(batches(world()), specs("constant"))["model_version"] != version


@pytest.mark.parametrize(
    ("estimator", "sentence"),
    [
        ("own_estimators:broken", r"'own_estimators:broken' cannot be made \(KeyError"),
        ("own_estimators:absent", "'own_estimators:absent' cannot be made"),
        ("absent_module:make", "module_paths"),
        ("own_estimators:nothing", "makes no classifier"),
        ("own_estimators:unimputed", r"'own_estimators:unimputed' cannot be fitted \(ValueError"),
        ("own_estimators:coin", "cannot be read back safely"),
        ("forest", "there are blend, logistic_regression"),
    ],
)
def test_what_cannot_be_used_is_named(estimator, sentence):
    with pytest.raises(ExamplesError, match=sentence):
        fit(batches(world()), [{"prediction_name": "buys", "estimator": estimator}])


def test_a_forged_name_does_not_open_the_door_to_a_class_of_somebody_elses():
    """Whoever can write the row can name any estimator in it, and give the bytes and their hash."""
    (honest,) = fit(batches(world()), specs("forest")).to_pylist()
    content = load_model(honest)
    archive, checksum = dump_model({**content, "estimators": [own_estimators.Coin()]})
    for estimator in ("own_estimators:coin", "own_estimators:forest", "blend", None):
        forged = {**honest, "estimator": estimator, "artifact": archive, "artifact_sha256": checksum}
        with pytest.raises(ArtifactError, match=r"types that are not trusted \(own_estimators.Coin\)"):
            load_model(forged)


def test_what_skops_trusts_is_trusted_of_a_companys_own_estimator_only():
    (row,) = fit(batches(world()), specs("forest")).to_pylist()
    load_model(row)
    with pytest.raises(ArtifactError, match="types that are not trusted"):
        load_model({**row, "estimator": "blend"})


def test_a_pipeline_that_only_looks_like_ours_is_scored_by_its_own_probabilities():
    models = fit(batches(world()), specs("classify"))
    frame = world(seed=9)
    scored = pa.Table.from_batches(score(batches(frame), models))["propensity"].to_numpy()
    assert scored[frame["label"] == 1].mean() > scored[frame["label"] == 0].mean() + 0.03
