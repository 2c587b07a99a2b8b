"""How near the demo's scores come to the true propensities, on companies never seen before.

For each seed: simulate a company, build it with dbt, data tests aside, and hold what it says of the holdout
against the truth. Everything runs in this one process. Prints a table and a verdict per seed, and JSON last.

    .venv/bin/python -m benchmarks.demo_accuracy --seeds 101 102 103 104 105
"""

import argparse
import json
import os
import tempfile
from pathlib import Path

import pandas as pd
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from benchmarks.truth import accuracy, beside_truth, shortfalls, statuses, training_positives
from simulator import Config, simulate, write

LEARNABLE = 150  # humans with the outcome

ROOT = Path(__file__).resolve().parents[1]


def built(seed: int, people: int, folder: Path) -> pd.DataFrame:
    """Simulates and builds one company in `folder`; how accurate each of its predictions is."""
    raw, warehouse = folder / "raw", folder / "warehouse.duckdb"
    write(simulate(Config(seed=seed, people=people)), raw)
    os.environ.update(
        {
            "DBT_PROFILES_DIR": str(ROOT / "profiles"),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
            "PROPENSITY_RAW": str(raw),
            "PROPENSITY_DB": str(warehouse),
            "PROPENSITY_PUBLISHED": str(folder / "published.duckdb"),
        }
    )
    without_tests = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    outcome = dbtRunner().invoke(["build", "--quiet", "--project-dir", str(ROOT), *without_tests])
    if not outcome.success:
        raise SystemExit(f"dbt did not build the company of seed {seed}: {outcome.exception}")
    # dbt keeps the warehouse open to write for as long as the process lives
    DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager._ENV = None
    return against_truth(warehouse, raw / "truth").assign(seed=seed)


def against_truth(warehouse: Path, truth: Path) -> pd.DataFrame:
    """`accuracy` of a built company with `training_positives` and `shortfalls`, a list of sentences.

    What has enough to learn from is there even if it was not graded, and falls short of everything.
    """
    positives = training_positives(warehouse)
    learnable = [name for name, humans in positives.items() if humans >= LEARNABLE]
    table = accuracy(beside_truth(warehouse, truth)).set_index("prediction_name")
    table = table.reindex(table.index.union(learnable)).rename_axis("prediction_name").reset_index()
    table["status"] = table["prediction_name"].map(statuses(warehouse))
    table["training_positives"] = table["prediction_name"].map(positives)
    table["shortfalls"] = [shortfalls(row) for row in table.to_dict("records")]
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103, 104, 105])
    parser.add_argument("--people", type=int, default=4000)
    arguments = parser.parse_args()
    os.chdir(ROOT)
    results = []
    for seed in arguments.seeds:
        with tempfile.TemporaryDirectory() as folder:
            table = built(seed, arguments.people, Path(folder))
        results.append(table)
        print(table.drop(columns=["deciles", "shortfalls"]).round(4).to_string(index=False))
        missed = [
            f"{row.prediction_name}: {', '.join(row.shortfalls)}"
            for row in table.itertuples()
            if row.shortfalls
        ]
        print(f"seed {seed}: {'; '.join(missed) or 'accurate'}", flush=True)
    print(json.dumps(json.loads(pd.concat(results).round(4).to_json(orient="records"))))


if __name__ == "__main__":
    main()
