"""How long training takes and how much memory, as ratios to the least that any training has to do.

Examples of 100 features are drawn and trained on through the library as a build does it, in a process of its
own, fed batch by batch. The floor beside it, in another process, is one logistic regression and one run of
the same trees on the finished matrix: no reading, choice, calibration or naive rules.

    .venv/bin/python -m benchmarks.training --rows 200000 1000000
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "python_models"))

FEATURES = 100
BATCH = 20_000
DATES = 10


def blocks(rows: int) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield features (BATCH, FEATURES), labels and human numbers: counts mostly, a tenth of them unknown."""
    weights = np.random.default_rng(0).normal(0, 0.15, FEATURES)
    for start in range(0, rows, BATCH):
        random = np.random.default_rng([1, start])
        size = min(BATCH, rows - start)
        matrix = random.poisson(2.0, (size, FEATURES)).astype(float)
        chance = 1 / (1 + np.exp(3 - np.sqrt(matrix) @ weights))
        matrix[random.random((size, FEATURES)) < 0.1] = np.nan
        humans = np.arange(start, start + size) % (rows // DATES)
        yield matrix, (random.random(size) < chance).astype(int), humans


def batches(rows: int) -> Iterator[pa.RecordBatch]:
    """Yield the same as training examples: ten dates in order, folds as a build draws them."""
    for number, (matrix, labels, humans) in enumerate(blocks(rows)):
        date = number * BATCH * DATES // rows
        later = np.where(humans % 5 == 0, "calibrate", np.where(humans % 5 == 1, "choose", "refit"))
        fold = np.where(date < 4, "fit", later)
        names = pa.array(humans.astype(str))
        columns = {
            "prediction_name": pa.array(["p"] * len(labels)),
            "person_id": names,
            "human_id": names,
            "feature_date": pa.array([date * 7 + 20_000] * len(labels), pa.int32()).cast(pa.date32()),
            "fold_of_origin_1": pa.array(fold),
            "label": pa.array(labels),
            **{f"f{column:03}": pa.array(matrix[:, column]) for column in range(FEATURES)},
        }
        yield pa.RecordBatch.from_pydict(columns)


def train(rows: int) -> None:
    from propensity import fit

    rules = [{"rule": "recency", "feature": "f000"}, {"rule": "frequency", "feature": "f001"}]
    (model,) = fit(batches(rows), [{"prediction_name": "p"}], (), rules).to_pylist()
    assert model["examples"] == rows


@threadpool_limits.wrap(limits=1)
def floor(rows: int) -> None:
    from propensity.estimators import ESTIMATORS, GRADIENT_BOOSTING, LOGISTIC_REGRESSION

    matrix, labels = np.empty((rows, FEATURES), order="F"), np.empty(rows, int)
    for number, (some, those, _) in enumerate(blocks(rows)):
        matrix[number * BATCH : number * BATCH + len(some)] = some
        labels[number * BATCH : number * BATCH + len(some)] = those
    for name in (LOGISTIC_REGRESSION, GRADIENT_BOOSTING):
        ESTIMATORS[name](FEATURES, 1.0).fit(matrix, labels)


def draw(rows: int) -> None:
    for _ in batches(rows):
        pass


def measured(what: str, rows: int) -> dict[str, float]:
    """Seconds of wall and processor, and the peak in MB, of one run in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.training", "--run", what, "--rows", str(rows)]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return json.loads(printed.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[200_000, 1_000_000])
    parser.add_argument(
        "--run", choices=["train", "floor", "draw"], help="in this process; for the other ones"
    )
    arguments = parser.parse_args()
    if arguments.run:
        started = time.monotonic()
        {"train": train, "floor": floor, "draw": draw}[arguments.run](arguments.rows[0])
        used = resource.getrusage(resource.RUSAGE_SELF)
        figures = {
            "wall": round(time.monotonic() - started, 1),
            "processor": round(used.ru_utime + used.ru_stime, 1),
            "peak_mb": used.ru_maxrss // 1024,
        }
        print(json.dumps(figures))
        return
    results = []
    for rows in arguments.rows:
        figures = {what: measured(what, rows) for what in ("draw", "floor", "train")}
        ratio = (figures["train"]["processor"] - figures["draw"]["processor"]) / figures["floor"]["processor"]
        results.append({"rows": rows, **figures, "ratio": round(ratio, 2)})
        for what, measures in figures.items():
            print(f"{rows:>9} rows  {what:6}", *(f"{name} {value:>8}" for name, value in measures.items()))
        print(f"{rows:>9} rows  training takes {ratio:.1f} times the processor time of the floor", flush=True)
    print(json.dumps(results))


if __name__ == "__main__":
    main()
