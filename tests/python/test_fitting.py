"""Training: what a model may depend on, and what it must survive."""

import datetime
import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import propensity.design as design
import propensity.fitting as fitting
from propensity import MODELS, ExamplesError, fit, score
from propensity.artifacts import load_model
from propensity.calibration import USUAL_SLOPE, Sigmoid, fit_sigmoid, log_losses
from propensity.estimators import linear_columns

PYTHON_MODELS = str(Path(__file__).resolve().parents[2] / "python_models")
SPECS = [{"prediction_name": "buys"}]
LOGISTIC = [{"prediction_name": "buys", "estimator": "logistic_regression"}]


def world(rows: int = 1200, seed: int = 0) -> pd.DataFrame:
    """Six dates of 200 people: two features that matter, one that does not, a plan, four folds."""
    random = np.random.default_rng(seed)
    orders = random.poisson(2.0, rows).astype(float)
    recency = np.where(orders == 0, np.nan, random.integers(0, 90, rows))
    plan = random.choice(["free", "pro", None], rows)
    chance = 1 / (1 + np.exp(-(-2.5 + 0.7 * orders + 0.8 * (plan == "pro"))))
    human = np.arange(rows) % 200
    date = np.arange(rows) // 200
    later = np.where(human < 40, "calibrate", np.where(human < 80, "choose", "refit"))
    fold = np.where(np.arange(rows) * 6 // rows < 4, "fit", later)
    return pd.DataFrame(
        {
            "prediction_name": "buys",
            "person_id": [f"p{number}" for number in human],
            "human_id": [f"h{number}" for number in human],
            "feature_date": [datetime.date(2024, 1, 1) + datetime.timedelta(7 * int(week)) for week in date],
            "fold_of_origin_1": fold,
            "label": (random.random(rows) < chance).astype("int8"),
            "orders_90": orders,
            "recency": recency,
            "noise": random.normal(size=rows),
            "plan": plan,
        }
    )


def batches(frame: pd.DataFrame, size: int = 500) -> list[pa.RecordBatch]:
    return pa.Table.from_pandas(frame, preserve_index=False).to_batches(max_chunksize=size)


def propensities(frame: pd.DataFrame, models: pa.Table) -> np.ndarray:
    return pa.Table.from_batches(score(batches(frame), models))["propensity"].to_numpy()


def test_a_model_row_describes_its_training():
    frame = world()
    models = fit(batches(frame), SPECS)
    assert models.schema == MODELS
    (row,) = models.to_pylist()
    assert row["examples"] == 1200 and row["positives"] == frame["label"].sum()
    assert row["training_from"] == datetime.date(2024, 1, 1) and row["training_to"] == datetime.date(
        2024, 2, 5
    )
    assert sorted(json.loads(row["feature_names"])) == ["noise", "orders_90", "plan", "recency"]
    assert row["features"] == 4 and len(row["model_version"]) == 12


def test_no_rows_make_an_empty_table():
    assert fit(iter([]), SPECS).equals(MODELS.empty_table())
    assert fit(iter([batches(world())[0].slice(0, 0)]), SPECS).equals(MODELS.empty_table())


def test_version_ignores_batching_and_column_order_but_not_values_or_settings():
    frame = world()
    version = fit(batches(frame), LOGISTIC)["model_version"]
    shuffled = frame[sorted(frame.columns, reverse=True)]
    assert fit(batches(frame, 37), LOGISTIC)["model_version"] == version
    assert fit(batches(shuffled), LOGISTIC)["model_version"] == version
    assert fit(batches(frame), SPECS)["model_version"] != version
    for column, value in {
        "noise": 0.5,
        "plan": "other",
        "human_id": "h9999",
        "label": 1 - frame.loc[7, "label"],
    }.items():
        changed = frame.copy()
        changed.loc[7, column] = value
        assert fit(batches(changed), LOGISTIC)["model_version"] != version, column


def test_column_order_does_not_change_propensities():
    frame = world()
    shuffled = frame[sorted(frame.columns, reverse=True)]
    expected = propensities(frame, fit(batches(frame), SPECS))
    assert np.array_equal(propensities(shuffled, fit(batches(shuffled), SPECS)), expected)


def test_known_version_passes_through_without_fitting(monkeypatch):
    frame = world()
    known = fit(batches(frame), SPECS)
    monkeypatch.setattr(
        fitting, "fit_estimators", lambda *_: pytest.fail("fitted although the version is known")
    )
    assert fit(batches(frame), SPECS, known.to_pylist()).equals(known)
    assert fit(batches(frame), SPECS, known).equals(known)


def test_a_known_version_whose_artefact_is_damaged_is_fitted_again():
    known = fit(batches(world()), SPECS).to_pylist()
    damaged = [{**known[0], "artifact": known[0]["artifact"][:-1]}]
    again = fit(batches(world()), SPECS, damaged).to_pylist()
    assert again[0]["model_version"] == known[0]["model_version"]
    load_model(again[0])


def test_refit_rows_join_once_the_choice_is_made_and_all_others_once_the_slope_is_known(monkeypatch):
    frame = world()
    frame.loc[frame.index[frame["fold_of_origin_1"] == "fit"][::9], "fold_of_origin_1"] = "last"
    rows = []
    original = fitting.fit_estimators
    monkeypatch.setattr(
        fitting,
        "fit_estimators",
        lambda examples, *rest: (
            rows.append(examples["fold_of_origin"].unique().to_pylist()) or original(examples, *rest)
        ),
    )
    fit(batches(frame), SPECS)
    assert [sorted(folds) for folds in rows] == [
        ["fit"],
        ["choose", "fit", "refit"],
        ["calibrate", "choose", "fit", "last", "refit"],
    ]


def test_the_slope_is_learnt_from_rows_that_the_estimator_has_not_seen(monkeypatch):
    events = []
    original_fit, original_slope = fitting.fit_estimators, fitting.fit_sigmoid

    def fit_estimators(examples, *rest):
        events.append({"fitted": set(examples["human_id"].to_pylist())})
        return original_fit(examples, *rest)

    def fit_sigmoid(log_odds, labels, humans):
        events.append({"calibrated": set(humans)})
        return original_slope(log_odds, labels, humans)

    monkeypatch.setattr(fitting, "fit_estimators", fit_estimators)
    monkeypatch.setattr(fitting, "fit_sigmoid", fit_sigmoid)
    frame = world()
    frame["human_id"] = frame["person_id"] = [f"h{number}" for number in frame.index]
    fit(batches(frame), LOGISTIC)
    first, slope, last = events
    assert slope["calibrated"] and not slope["calibrated"] & first["fitted"]
    assert last["fitted"] == first["fitted"] | slope["calibrated"]


def test_only_trees_read_details_unless_there_is_nothing_else():
    frame = world()
    detail, *others = features = ["orders_90", "recency", "noise", "plan"]
    for details, read in (({detail}, set(others)), (set(features), set(features))):
        catalog = [{"feature": name, "topic": None, "is_detail": name in details} for name in features]
        (row,) = fit(batches(frame), [{**SPECS[0], "estimator": "blend"}], catalog=catalog).to_pylist()
        model = load_model(row)
        columns = model["design"]["columns"]
        assert {columns[at][0] for at in linear_columns(model["estimators"][0])} <= read
        assert detail in {name for name, _ in columns}
    plain = fit(batches(frame), [{**SPECS[0], "estimator": "blend"}]).to_pylist()[0]
    assert plain["model_version"] != row["model_version"]


def test_propensities_add_up_to_the_positives_of_the_last_year():
    frame = world(12_000)  # 60 weeks
    old = pd.to_datetime(frame["feature_date"]) <= pd.Timestamp("2024-02-12")
    frame.loc[old, "label"] = 1
    recent = frame[~old]
    for estimator in ("logistic_regression", "gradient_boosting"):
        scores = propensities(recent, fit(batches(frame), [{**SPECS[0], "estimator": estimator}]))
        assert scores.sum() == pytest.approx(recent["label"].sum(), rel=1e-6)


def test_a_last_year_of_one_class_gives_way_to_all_dates():
    frame = world(12_000)
    recent = pd.to_datetime(frame["feature_date"]) > pd.Timestamp("2024-02-12")
    frame.loc[recent, "label"] = 0
    scores = propensities(frame, fit(batches(frame), LOGISTIC))
    assert scores.sum() == pytest.approx(frame["label"].sum(), rel=1e-6)


def test_copies_of_rows_do_not_weaken_the_penalty():
    frame = world()
    repeated = pd.concat([frame] * 5)
    once, five_times = (
        load_model(fit(batches(data), LOGISTIC).to_pylist()[0])["estimators"][0][-1].coef_
        for data in (frame, repeated)
    )
    assert once == pytest.approx(five_times, abs=1e-3)


@pytest.mark.parametrize(("humans", "is_frequent"), [(19, False), (20, True)])
def test_a_value_becomes_a_column_by_the_humans_who_have_it_and_not_by_their_rows(humans, is_frequent):
    frame = world()
    having = frame["human_id"].isin([f"h{number}" for number in range(humans)])
    frame["plan"] = np.where(having, "rare", "common")
    assert having.sum() > 100
    model = load_model(fit(batches(frame), LOGISTIC).to_pylist()[0])
    assert ("rare" in model["design"]["categories"]["plan"]) == is_frequent


def test_of_many_details_the_most_telling_are_read(monkeypatch):
    monkeypatch.setattr(design, "MOST_DETAILS", 1)
    frame = world()
    features = pa.Table.from_pandas(frame[["noise", "recency", "orders_90"]], preserve_index=False)
    humans = pa.chunked_array([frame["human_id"].to_list()])
    for details, kept in (
        ({"noise", "orders_90"}, ["recency", "orders_90"]),
        ({"noise"}, ["noise", "recency", "orders_90"]),
        (set(), ["noise", "recency", "orders_90"]),
    ):
        labels = frame["label"].to_numpy()
        assert design.telling_details(features, labels, humans, details) == kept


def test_choose_rows_reach_the_final_estimator():
    frame = world()
    changed = frame.copy()
    changed.loc[changed["fold_of_origin_1"] == "choose", "orders_90"] *= 3
    first, second = (load_model(fit(batches(data), LOGISTIC).to_pylist()[0]) for data in (frame, changed))
    assert not np.array_equal(first["estimators"][0][-1].coef_, second["estimators"][0][-1].coef_)


def test_trees_are_chosen_where_only_an_interaction_matters():
    frame = world(6000)
    random = np.random.default_rng(3)
    frame["left"], frame["right"] = random.normal(size=(2, 6000))
    frame["label"] = ((frame["left"] * frame["right"] > 0) ^ (random.random(6000) < 0.1)).astype("int8")
    assert fit(batches(frame), SPECS)["estimator"].to_pylist() == ["gradient_boosting"]


def large_world(rows: int) -> pd.DataFrame:
    """Every row another human; who buys depends on which side of the middle three numbers are together."""
    frame = world(rows)
    random = np.random.default_rng(3)
    sides = random.normal(size=(3, rows))
    frame["first"], frame["second"], frame["third"] = sides
    frame["label"] = ((np.prod(sides, axis=0) > 0) ^ (random.random(rows) < 0.2)).astype("int8")
    frame["human_id"] = frame["person_id"] = [f"h{number}" for number in range(rows)]
    return frame


@pytest.mark.parametrize(
    ("rows", "chosen"), [(4_000, "gradient_boosting"), (12_000, "large_gradient_boosting")]
)
def test_larger_trees_are_chosen_where_outcomes_are_many_and_their_interactions_deep(rows, chosen):
    assert fit(batches(large_world(rows)), SPECS)["estimator"].to_pylist() == [chosen]


def test_logistic_regression_is_chosen_where_many_small_effects_add_up():
    frame = world(6000)
    random = np.random.default_rng(8)
    names = [f"trait_{number}" for number in range(20)]
    frame[names] = random.normal(size=(6000, 20))
    frame["label"] = (random.random(6000) < 1 / (1 + np.exp(-np.cbrt(frame[names]).sum(axis=1)))).astype(
        "int8"
    )
    assert fit(batches(frame), SPECS)["estimator"].to_pylist() == ["logistic_regression"]


def test_the_blend_is_chosen_where_neither_estimator_is_clearly_better():
    frame = world(6000)
    random = np.random.default_rng(8)
    far = 0.3 * (frame["noise"].abs() > 1)
    chance = 1 / (1 + np.exp(2 - np.cbrt(frame["orders_90"]) - far))
    frame["label"] = (random.random(6000) < chance).astype("int8")
    assert fit(batches(frame), SPECS)["estimator"].to_pylist() == ["blend"]


@pytest.mark.parametrize("fold", ["choose", "calibrate"])
@pytest.mark.parametrize("content", ["empty", "one class"])
def test_a_fold_without_both_classes_still_gives_a_model(fold, content):
    frame = world()
    inside = frame["fold_of_origin_1"] == fold
    if content == "empty":
        frame = frame[~inside]
    else:
        frame.loc[inside, "label"] = 0
    if fold == "choose":
        assert fit(batches(frame), SPECS)["estimator"].to_pylist() == ["blend"]
        return
    for estimator in ("logistic_regression", "gradient_boosting"):
        model = load_model(fit(batches(frame), [{**SPECS[0], "estimator": estimator}]).to_pylist()[0])
        assert model["slope"] == USUAL_SLOPE
        scores = propensities(frame, fit(batches(frame), [{**SPECS[0], "estimator": estimator}]))
        assert scores.sum() == pytest.approx(frame["label"].sum(), rel=1e-6)


@pytest.mark.parametrize("label", [0, 1])
def test_one_class_gives_no_row(label):
    assert fit(batches(world().assign(label=label)), SPECS).num_rows == 0


def test_five_positives_give_finite_propensities_near_the_base_rate():
    frame = world().assign(label=0)
    frame.loc[frame.index[frame["fold_of_origin_1"] == "fit"][::150][:5], "label"] = 1
    scored = propensities(frame, fit(batches(frame), SPECS))
    assert np.isfinite(scored).all() and 0.001 < scored.mean() < 0.02


def test_broken_features_are_survived():
    frame = world()
    random = np.random.default_rng(2)
    frame["all_null"] = np.nan
    frame["constant"] = 3.0
    frame["copy"] = frame["orders_90"]
    frame["huge"] = random.choice([1e300, -1e300, 0.0, 1.0], len(frame))
    frame["broken"] = random.choice([np.inf, -np.inf, np.nan, 1.0, 2.0], len(frame))
    frame["flag"] = random.random(len(frame)) < 0.5
    frame["amount"] = [Decimal(int(cents)) / 100 for cents in random.integers(0, 999, len(frame))]
    frame["untyped"] = None
    for estimator in ("logistic_regression", "gradient_boosting"):
        models = fit(batches(frame), [{"prediction_name": "buys", "estimator": estimator}])
        names = json.loads(models["feature_names"][0].as_py())
        assert {"huge", "broken", "flag", "amount"} <= set(names)
        assert not {"all_null", "constant", "untyped"} & set(names)
        assert len({"copy", "orders_90"} & set(names)) == 1
        assert np.isfinite(propensities(frame, models)).all()


def test_no_usable_feature_gives_no_row():
    frame = world().assign(orders_90=1.0, recency=np.nan, noise=0.0, plan="free")
    assert fit(batches(frame), SPECS).num_rows == 0


def test_features_constant_in_the_fit_fold_alone_still_give_a_model():
    frame = world()
    frame.loc[frame["fold_of_origin_1"] == "fit", ["orders_90", "recency", "noise"]] = 1.0
    frame.loc[frame["fold_of_origin_1"] == "fit", "plan"] = "free"
    assert fit(batches(frame), SPECS)["estimator"].to_pylist() == ["blend"]


def test_a_feature_that_enters_after_a_model_learnt_does_not_train_it_anew():
    frame = world()
    newer = frame.assign(podcasts_7=np.random.default_rng(1).poisson(3.0, len(frame)))
    first_date = datetime.date(2026, 3, 2)
    catalog = [
        {"feature": "podcasts_7", "topic": "event podcast", "is_detail": False, "first_date": first_date}
    ]
    rules = [{"rule": "value", "feature": "orders_90"}]

    def trained(examples: pd.DataFrame, learns_until: datetime.date, *more: dict) -> dict:
        spec = {**SPECS[0], "estimator": "logistic_regression", "learns_until": learns_until}
        (model,) = fit(batches(examples), [spec], (), [*rules, *more], catalog).to_pylist()
        return model

    before = trained(frame, first_date - datetime.timedelta(1))
    rule = {"rule": "value", "feature": "podcasts_7"}
    after = trained(newer, first_date - datetime.timedelta(1), rule)
    assert after["model_version"] == before["model_version"]
    assert "podcasts_7" not in after["feature_names"]
    assert "podcasts_7" in trained(newer, first_date, rule)["feature_names"]


def test_every_module_a_model_depends_on_is_part_of_its_version():
    depends = {"fitting"}
    waiting = ["fitting"]
    while waiting:
        source = (Path(fitting.__file__).parent / f"{waiting.pop()}.py").read_text("utf-8")
        found = set(re.findall(r"^from propensity\.(\w+) import", source, re.MULTILINE)) - depends
        depends |= found
        waiting += found
    assert depends - {"errors"} == set(fitting.SOURCES)


def test_predictions_in_one_stream_are_trained_apart():
    first, second = world(), world(seed=5).assign(prediction_name="churns")
    together = fit(batches(pd.concat([first, second]), 700), [*SPECS, {"prediction_name": "churns"}])
    assert together["prediction_name"].to_pylist() == ["buys", "churns"]
    assert together["model_version"][0] == fit(batches(first), SPECS)["model_version"][0]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda frame: frame.assign(label=2), "label may hold only"),
        (lambda frame: frame.assign(fold_of_origin_1="test"), "fold_of_origin_1 may hold only"),
        (lambda frame: frame.drop(columns="human_id"), "human_id"),
        (lambda frame: frame.assign(prediction_name="unheard"), "no spec"),
        (lambda frame: pd.concat([frame, frame.assign(prediction_name="churns"), frame]), "not contiguous"),
        (lambda frame: frame.assign(seen=pd.Timestamp("2024-01-01")), "'seen' has type timestamp"),
    ],
)
def test_rows_that_break_the_schema_are_refused(change, sentence):
    with pytest.raises(ExamplesError, match=sentence):
        fit(
            batches(change(world())),
            [*LOGISTIC, {"prediction_name": "churns", "estimator": "logistic_regression"}],
        )


def test_unknown_settings_are_refused():
    with pytest.raises(ExamplesError, match="estimater"):
        fit(batches(world()), [{"prediction_name": "buys", "estimater": "logistic_regression"}])


def test_calibration_improves_a_miscalibrated_world_and_keeps_the_order():
    random = np.random.default_rng(4)
    truth = random.normal(-2, 1.5, 16000)
    labels = (random.random(16000) < 1 / (1 + np.exp(-truth))).astype(int)
    wrong = 2.5 * truth + 3
    humans = np.arange(16000).astype(str)
    sigmoid = fit_sigmoid(wrong[:8000], labels[:8000], humans[:8000])
    as_it_was = Sigmoid(1.0, 0.0)
    before, after = (log_losses(wrong[8000:], labels[8000:], it).mean() for it in (as_it_was, sigmoid))
    assert after < 0.8 * before
    assert abs(sigmoid.slope - 0.4) < 0.06
    reversed_world = fit_sigmoid(-wrong, labels, humans)
    assert reversed_world.slope > 0


def test_ten_positives_move_calibration_less_than_a_thousand_rows_would():
    random = np.random.default_rng(6)
    truth = random.normal(-1, 1.5, 8000)
    labels = (random.random(8000) < 1 / (1 + np.exp(-truth))).astype(int)
    few = np.r_[np.flatnonzero(labels == 1)[:10], np.flatnonzero(labels == 0)[:25]]
    humans = np.arange(8000).astype(str)
    little, much = (
        fit_sigmoid(3 * truth[rows], labels[rows], humans[rows]) for rows in (few, np.arange(8000))
    )
    assert much.slope < little.slope < USUAL_SLOPE
    repeated = fit_sigmoid(*(np.tile(values[few], 50) for values in (3 * truth, labels, humans)))
    assert repeated.slope > much.slope  # fifty copies of ten humans are still ten humans


def test_another_process_with_other_threads_gives_the_same_bits(tmp_path):
    world().to_parquet(tmp_path / "world.parquet")
    script = """
import hashlib, sys, pyarrow.parquet as pq
from propensity import fit, score
batches = pq.read_table(sys.argv[1]).to_batches(max_chunksize=700)
for estimator in ("logistic_regression", "gradient_boosting"):
    models = fit(batches, [{"prediction_name": "buys", "estimator": estimator}])
    scored = b"".join(batch["propensity"].to_numpy().tobytes() for batch in score(batches, models))
    print(models["model_version"][0], models["artifact_sha256"][0], hashlib.sha256(scored).hexdigest())
"""
    outputs = [
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / "world.parquet")],
            env={**os.environ, "PYTHONPATH": PYTHON_MODELS, "OMP_NUM_THREADS": n, "OPENBLAS_NUM_THREADS": n},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for n in ("1", "4")
    ]
    assert outputs[0] == outputs[1] and len(outputs[0].split()) == 6


def test_threads_that_fit_at_once_warn_of_nothing_and_leave_the_filters_of_warnings(tmp_path):
    frame = world()
    for origin in range(2, 9):
        frame[f"fold_of_origin_{origin}"] = frame["fold_of_origin_1"]
        frame[f"number_{origin}"] = np.random.default_rng(origin).normal(size=len(frame))
    frame.to_parquet(tmp_path / "world.parquet")
    script = """
import sys, warnings, pyarrow.parquet as pq
from propensity import fit
before = list(warnings.filters)
fit(pq.read_table(sys.argv[1]).to_batches(), [{"prediction_name": "buys"}])
assert list(warnings.filters) == before
"""
    finished = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "world.parquet")],
        env={**os.environ, "PYTHONPATH": PYTHON_MODELS},
        capture_output=True,
        text=True,
    )
    assert (finished.returncode, finished.stderr) == (0, "")


@pytest.mark.parametrize("name", ["fold", "fold_1", "fold_20", "origins", "rule"])
def test_a_feature_may_have_a_name_like_that_of_a_key(name):
    frame = world()
    frame[name] = frame["noise"] + frame["label"]
    (row,) = fit(batches(frame), LOGISTIC).to_pylist()
    assert name in json.loads(row["feature_names"])
