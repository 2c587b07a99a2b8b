"""What reasons cost and whether they find the truth: beside shap, beside scoring, and in known worlds.

    python -m benchmarks.reasons --shap other/.venv/bin/python

Three parts. Contributions of the trees of one model to the log-odds of generated people, by
`propensity.explaining` and by shap's TreeExplainer on the same estimators and the same typical row, each in a
process of its own; shap's environment needs shap and this one's scikit-learn, skops, pyarrow and scipy.
Scoring of generated people out of DuckDB and back into it, with the processor time of all of it. And worlds
whose label follows known weights, fitted and asked for their drivers as a build does. Prints a table, and as
its last line JSON.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "python_models"))

FEATURES = 60
TRUE_DRIVERS = 5
WORLD_ROWS = 4_000
DATE = datetime.date(2026, 1, 5)

# read by an environment that has shap, and by ours, so that both do the same outside of what is measured
TIMED = """
import json, sys, time
import numpy as np

sys.path.insert(0, sys.argv[1])
folder = sys.argv[3]
from propensity.artifacts import load_model
from propensity.explaining import Explainer

row = json.load(open(folder + "/model.json"))
row["artifact"] = open(folder + "/artifact", "rb").read()
model = load_model(row)
matrix = np.asfortranarray(np.load(folder + "/matrix.npy"))
explainer = Explainer(model)
batches = [matrix[at : at + 20_000] for at in range(0, len(matrix), 10_000)]  # as a build reads them
default = None


def timed(explain, batches):
    # all contributions, and the seconds of all batches if each took as long as the fastest
    parts, seconds = [], []
    for batch in batches:
        began = time.process_time()
        parts.append(explain(batch))
        seconds.append(time.process_time() - began)
    return np.concatenate(parts), len(batches) * min(seconds)


def by_shap(explainers):
    return lambda batch: sum(e.shap_values(batch, check_additivity=False) for e in explainers)


if sys.argv[2] == "shap":
    import shap
    batches = [np.ascontiguousarray(batch) for batch in batches]
    typical = [shap.TreeExplainer(e, data=explainer.typical) for e in model["estimators"]]
    parts, seconds = timed(by_shap(typical), batches)
    parts *= explainer.weight
    some = [batch[:2_000] for batch in batches]
    averages = [shap.TreeExplainer(e) for e in model["estimators"]]
    default = timed(by_shap(averages), some)[1] * len(matrix) / sum(len(batch) for batch in some)
else:
    batches = [np.asfortranarray(batch) for batch in batches]
    parts, seconds = timed(explainer.contributions, batches)
np.save(folder + "/" + sys.argv[2] + ".npy", parts)
print(json.dumps([seconds, default]))
"""


def people(rows: int, seed: int, weights: np.ndarray | None = None) -> tuple[pa.Table, np.ndarray]:
    """A table of training rows of generated people, and the weights (features,) that their labels follow.

    Features are normal, counts or skewed sums, in turn. The label's log-odds are the weights times the cube
    roots, in standard deviations, so that a weight says how strong a feature is.
    """
    random = np.random.default_rng(seed)
    columns = [
        (random.normal(size=rows), random.poisson(2.0, rows).astype(float), random.lognormal(0, 1, rows))[
            at % 3
        ]
        for at in range(FEATURES)
    ]
    values = np.stack(columns, axis=1)
    if weights is None:
        weights = np.zeros(FEATURES)
        strong = random.choice(FEATURES, TRUE_DRIVERS, replace=False)
        weights[strong] = random.uniform(0.45, 0.9, TRUE_DRIVERS) * random.choice([-1, 1], TRUE_DRIVERS)
    roots = np.cbrt(values)
    chance = 1 / (1 + np.exp(1.5 - ((roots - roots.mean(axis=0)) / roots.std(axis=0)) @ weights))
    human = np.arange(rows)
    fold = np.array(["fit", "fit", "fit", "calibrate", "choose", "refit"], object)[human % 6]
    table = pa.table(
        {
            "prediction_name": pa.array(["world"] * rows),
            "person_id": pa.array([f"p{one}" for one in human]),
            "human_id": pa.array([f"h{one}" for one in human]),
            "feature_date": pa.array([DATE] * rows),
            "fold_of_origin_1": pa.array(fold, pa.string()),
            "label": pa.array((random.random(rows) < chance).astype("int8")),
            **{name_of(at): pa.array(values[:, at]) for at in range(FEATURES)},
        }
    )
    return table, weights


def name_of(at: int) -> str:
    """The name of a feature."""
    return f"f{at:02d}"


def asked(table: pa.Table) -> pa.Table:
    """The rows as scoring is given them."""
    return table.drop_columns(["human_id", "fold_of_origin_1", "label"])


def beside_shap(python: str, rows: int, estimator: str) -> Iterator[dict[str, str | float]]:
    """Yield the seconds of both on the same model and rows, their ratio, and how far apart they are.

    shap's default, which knows no typical row and takes what a tree gives on average instead, gives other
    numbers, so only its speed is told beside.
    """
    from propensity import fit
    from propensity.artifacts import load_model
    from propensity.design import design_matrix

    training, weights = people(6_000, 1)
    (row,) = fit(training.to_batches(), [{"prediction_name": "world", "estimator": estimator}]).to_pylist()
    table, _ = people(rows, 2, weights)
    with tempfile.TemporaryDirectory() as folder:
        np.save(Path(folder) / "matrix.npy", design_matrix(table, rows, load_model(row)["design"]))
        (Path(folder) / "artifact").write_bytes(row["artifact"])
        told = ("prediction_name", "model_version", "artifact_sha256", "sklearn_version")
        (Path(folder) / "model.json").write_text(json.dumps({name: row[name] for name in told}))
        script = Path(folder) / "timed.py"
        script.write_text(TIMED)
        seconds = {}
        for name, interpreter in (("propensity", sys.executable), ("shap", python)):
            command = [interpreter, str(script), str(ROOT / "python_models"), name, folder]
            one_thread = {**os.environ, "OMP_NUM_THREADS": "1"}
            finished = subprocess.run(command, capture_output=True, text=True, env=one_thread)
            if finished.returncode:
                raise SystemExit(finished.stderr[-4000:])
            seconds[name], default = json.loads(finished.stdout.splitlines()[-1])
        apart = np.abs(np.load(f"{folder}/propensity.npy") - np.load(f"{folder}/shap.npy")).max()
    yield {
        "what": f"contributions of {estimator}",
        "rows_per_second": round(rows / seconds["propensity"]),
        "rows_per_second_of_shap": round(rows / seconds["shap"]),
        "ratio": round(seconds["shap"] / seconds["propensity"], 1),
        "ratio_to_the_default_of_shap": round(default / seconds["propensity"], 1),
        "largest_difference": float(f"{apart:.1e}"),
    }


def scoring(rows: int) -> dict[str, str | float]:
    """Rows scored per processor second, of all threads, out of a DuckDB table and back into one."""
    import duckdb

    from propensity import PROPENSITIES, fit, score

    training, weights = people(6_000, 1)
    models = fit(training.to_batches(), [{"prediction_name": "world"}])
    table, _ = people(rows, 2, weights)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(f"{folder}/scores.duckdb") as connection:
        connection.register("made", asked(table))
        connection.execute("create table examples as select * from made")
        examples = connection.cursor().sql("from examples").to_arrow_reader(20_000)
        began = time.process_time()
        batches = score(examples, models)
        connection.register("scored", pa.RecordBatchReader.from_batches(PROPENSITIES, batches))
        connection.execute("create table propensities as select * from scored")
        seconds = time.process_time() - began
        assert connection.execute("select count(*) from propensities").fetchall() == [(rows,)]
    return {
        "what": f"scoring at {FEATURES} features, {models['estimator'][0].as_py()}",
        "rows_per_second": round(rows / seconds),
    }


def world(seed: int) -> dict[str, str | float]:
    """What the drivers of a fitted world say of the features that are the strongest in truth."""
    from propensity import drivers, fit

    training, weights = people(WORLD_ROWS, 100 + seed)
    models = fit(training.to_batches(), [{"prediction_name": "world"}])
    holdout, _ = people(WORLD_ROWS, 200 + seed, weights)
    found = drivers(asked(holdout).to_batches(), models).to_pylist()
    ranked = sorted(found, key=lambda row: -row["importance"])
    weight_of = {name_of(at): weight for at, weight in enumerate(weights)}
    true = [row for row in ranked[:8] if weight_of[row["feature"]]]
    return {
        "what": f"world {seed}",
        "true_among_first_eight": len(true),
        "right_directions": int(
            sum(weight_of[row["feature"]] * (row["correlation"] or 0) > 0 for row in true)
        ),
        "noise_first": int(not weight_of[ranked[0]["feature"]]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shap", help="a Python that has shap; without it, shap is left out")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--worlds", type=int, default=10)
    arguments = parser.parse_args()
    rows: list[dict[str, str | float]] = []
    if arguments.shap:
        for estimator in ("gradient_boosting", "large_gradient_boosting"):
            rows += beside_shap(arguments.shap, arguments.rows, estimator)
    rows.append(scoring(arguments.rows))
    rows += [world(seed) for seed in range(arguments.worlds)]
    print(pd.DataFrame(rows).fillna("").to_string(index=False))
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
