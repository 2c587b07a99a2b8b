"""Simulated worlds to grade the grading: intervals that hold, nothing approved as something, leaks named.

A world has people who stand on several dates, features that say something of them (or nothing, or too
much), and outcomes. A model learns through the library as in a build; what the build's SQL says of it is held
against fresh people of the same world. The SQL is that of models/evaluation, compiled once; all worlds are
graded in one go, as the predictions of one company.

    .venv/bin/python -m benchmarks.worlds --worlds 500
"""

import argparse
import datetime
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.special import expit
from sklearn.metrics import roc_auc_score

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "python_models"))

FIRST_DATE = datetime.date(2025, 1, 6)
TRAINING_DATES, HOLDOUT_DATES = 6, 4  # what lies between is left out, as in a build

# the models of the layer that grade, in the order in which they read each other
GRADING = [
    "holdout_losses",
    "rankings",
    "human_placements",
    "ranking_estimates",
    "ranking_qualities",
    "backtests",
    "holdout_deciles",
    "model_deciles",
    "calibrations",
    "top_tenths",
    "leaks",
    "model_evaluations",
]

RULE_FEATURES = [
    {"rule": "recency", "feature": "days_since_last_event"},
    {"rule": "frequency", "feature": "event_count_90d"},
    {"rule": "activity", "feature": "active_days_90d"},
    {"rule": "tenure", "feature": "days_since_first_event"},
    {"rule": "value", "feature": "paid_value_90d"},
]


class World(NamedTuple):
    """How people of a world come by their outcomes."""

    name: str
    seed: int
    base_rate: float
    signal: float = 1.0  # how much of the log-odds the features know
    leak: str | None = None  # of LEAKS
    estimator: str | None = "logistic_regression"
    people: int = 2_000
    habit: float = 0.5  # standard deviation of what sets people apart and no feature knows
    fresh_people: int = 0  # whom the model never saw, to know its AUC by


def _future_column(random: np.random.Generator, label: np.ndarray) -> np.ndarray:
    return label * random.normal(20, 5, len(label))  # what was spent in the weeks to come


def _accompanying_event(random: np.random.Generator, label: np.ndarray) -> np.ndarray:
    return ((label == 1) & (random.random(len(label)) < 0.6)) * 1.0  # logged with it, dated before


def _backdated_attribute(random: np.random.Generator, label: np.ndarray) -> np.ndarray:
    ended = (label == 1) & (random.random(len(label)) < 0.8)
    return np.where(ended, "ended", random.choice(["monthly", "yearly"], len(label)))


def _late_row(random: np.random.Generator, label: np.ndarray) -> np.ndarray:
    late = (label == 1) & (random.random(len(label)) < 0.3)
    return late + (random.random(len(label)) < 0.002) * 1.0  # came in afterwards, for an earlier day


LEAKS: dict[str, Callable[[np.random.Generator, np.ndarray], np.ndarray]] = {
    "future_column": _future_column,
    "accompanying_event": _accompanying_event,
    "backdated_attribute": _backdated_attribute,
    "late_row": _late_row,
}


def people_of(world: World, random: np.random.Generator, people: int, dates: int) -> pd.DataFrame:
    """One row per person and date: features, `chance` and `label`. The first rows are the first date's."""
    weights = np.random.default_rng(world.seed).normal(0, 0.5, 6) * world.signal
    habit = random.normal(0, world.habit, people)
    steady = random.normal(size=(people, 3))
    parts = []
    for date in range(dates):
        moving = random.normal(size=(people, 3))
        chance = expit(_level(world) + np.column_stack([steady, moving]) @ weights + habit)
        label = (random.random(people) < chance).astype(int)
        part = pd.DataFrame(
            {
                "person_id": [f"p{number}" for number in range(people)],
                "feature_date": FIRST_DATE + datetime.timedelta(7 * date),
                "label": label,
                "days_since_last_event": np.exp(2 - moving[:, 0]),
                "event_count_90d": np.exp(2 + moving[:, 1]).round(),
                "active_days_90d": np.exp(1 + 0.8 * moving[:, 1] + random.normal(0, 0.5, people)).round(),
                "days_since_first_event": np.exp(5 + steady[:, 0]),
                "paid_value_90d": np.exp(3 + steady[:, 1]),
                "mood": moving[:, 2],
                "size": steady[:, 2],
                "noise": random.normal(size=people),
            }
        )
        if world.leak:
            part[world.leak] = LEAKS[world.leak](random, label)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _level(world: World) -> float:
    """The intercept that gives about the base rate, whatever the spread of the log-odds."""
    weights = np.random.default_rng(world.seed).normal(0, 0.5, 6) * world.signal
    spread = np.random.default_rng(0).normal(0, np.sqrt((weights**2).sum() + world.habit**2), 20_000)
    low, high = -12.0, 4.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if expit(middle + spread).mean() < world.base_rate else (low, middle)
    return middle


def graded(world: World) -> dict[str, Any]:
    """The model of a world, what it says of its holdout, and its AUC among fresh people."""
    from propensity import fit, score, score_beside_rules

    random = np.random.default_rng([world.seed, 1])
    frame = people_of(world, random, world.people, TRAINING_DATES + 2 + HOLDOUT_DATES)
    date = np.arange(len(frame)) // world.people
    human = np.arange(len(frame)) % world.people / world.people
    later = np.where(human < 0.2, "calibrate", np.where(human < 0.4, "choose", "refit"))
    fold = np.where(date < 3, "fit", later)
    frame = frame.assign(prediction_name=world.name, human_id=frame["person_id"], fold_of_origin_1=fold)
    specs = [{"prediction_name": world.name, "estimator": world.estimator}]
    models = fit(_batches(frame[date < TRAINING_DATES]), specs, (), RULE_FEATURES).to_pylist()
    held_out = frame[date >= TRAINING_DATES + 2]
    scores = pa.Table.from_batches(score_beside_rules(_batches(held_out), models)).to_pandas()
    scores[["label", "human_id"]] = held_out[["label", "human_id"]].to_numpy()
    scores["origin"] = 1
    roc_auc = np.nan
    if world.fresh_people:
        fresh = people_of(world, np.random.default_rng([world.seed, 2]), world.fresh_people, 1)
        batches = _batches(fresh.assign(prediction_name=world.name))
        roc_auc = roc_auc_score(
            fresh["label"], pa.Table.from_batches(score(batches, models))["propensity"].to_numpy()
        )
    del models[0]["artifact"]
    return {"model": models[0], "scores": scores, "roc_auc": roc_auc}


def _batches(frame: pd.DataFrame) -> list[pa.RecordBatch]:
    return pa.Table.from_pandas(frame, preserve_index=False).to_batches(max_chunksize=20_000)


@cache
def compiled_sql() -> dict[str, str]:
    """The SQL of the models that grade, as dbt compiles it for an in-memory warehouse."""
    dbt = Path(sys.executable).with_name("dbt")
    with tempfile.TemporaryDirectory() as folder:
        where = ["--profiles-dir", "profiles", "--target", "lint", "--target-path", f"{folder}/target"]
        command = [dbt, "--quiet", "compile", *where, "--log-path", f"{folder}/logs", "--select", *GRADING]
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        compiled = Path(folder) / "target" / "compiled" / "propensity" / "models" / "evaluation"
        return {name: (compiled / f"{name}.sql").read_text() for name in GRADING}


def evaluations(worlds: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """One row of model_evaluations per world, with `true_roc_auc`; the worlds are what `graded` returns."""
    worlds = list(worlds)
    scores = pd.concat([world["scores"] for world in worlds])
    models = pd.DataFrame([world["model"] for world in worlds])
    tables = {
        "evaluation.holdout_scores": scores,
        "evaluation.slices": scores.head(0).assign(slice=""),
        "evaluation.scores_without_sources": scores.head(0).assign(source_name="", score=0.0),
        "evaluation.source_rows": scores.head(0).assign(split=""),
        "training.trained_models": models,
        "predictions.predictions": models[["prediction_name"]].assign(minimum_roc_auc=np.nan),
    }
    connection = duckdb.connect()
    connection.execute("create schema evaluation; create schema training; create schema predictions")
    for name, frame in tables.items():
        connection.register("frame", frame)
        connection.execute(f"create table {name} as from frame")
    for name, query in compiled_sql().items():
        connection.execute(f"create table evaluation.{name} as {query}")
    found = connection.execute("select * from evaluation.model_evaluations").df()
    truth = {world["model"]["prediction_name"]: world["roc_auc"] for world in worlds}
    return found.assign(true_roc_auc=found["prediction_name"].map(truth))


def simulated(worlds: Iterable[World], processes: int | None = None) -> pd.DataFrame:
    """`evaluations` of many worlds, simulated side by side."""
    # not forked: threads of this process may hold locks
    processes = processes or os.cpu_count()
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        return evaluations(pool.map(graded, worlds, chunksize=4))


def covered(found: pd.DataFrame) -> pd.Series:
    """Whether the interval of each world holds the AUC among its fresh people."""
    return found["true_roc_auc"].between(found["roc_auc_low"], found["roc_auc_high"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=500)
    parser.add_argument("--estimator", default=None, help="one of the library's; by default it is chosen")
    arguments = parser.parse_args()
    figures: dict[str, Any] = {"worlds": arguments.worlds}
    for base_rate in (0.02, 0.2):
        some = [
            World(
                f"w{seed}",
                seed,
                base_rate,
                estimator=arguments.estimator,
                people=4_000 if base_rate < 0.1 else 2_000,
                fresh_people=100_000,
            )
            for seed in range(arguments.worlds // 2)
        ]
        found = simulated(some)
        figures[f"covered at {base_rate}"] = round(float(covered(found).mean()), 4)
    nothing = [
        World(f"n{seed}", 10_000 + seed, 0.1, signal=0.0, estimator=arguments.estimator)
        for seed in range(200)
    ]
    figures["approved without signal, of 200"] = int(simulated(nothing)["is_approved"].sum())
    for leak in LEAKS:
        leaking = [
            World(f"l{seed}", 20_000 + seed, 0.1, leak=leak, estimator=arguments.estimator)
            for seed in range(50)
        ]
        found = simulated(leaking)
        figures[f"{leak}, named of 50"] = int(found["reason"].str.contains(f"'{leak}'").sum())
        figures[f"{leak}, approved of 50"] = int(found["is_approved"].sum())
    for name, value in figures.items():
        print(f"{name:40} {value}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
