"""How near the demo's scores come to ranking by the true propensities, on companies never seen before.

For each seed: simulate a company, build it with dbt as a user would, and compare the expected AUC of ranking
the holdout by our propensities with that of ranking it by the true ones. Prints a table, and JSON last.

    .venv/bin/python -m benchmarks.demo_accuracy --seeds 101 102 103 104 105
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

from benchmarks.truth import beside_truth, gaps

ROOT = Path(__file__).resolve().parents[1]


def built(seed: int, people: int, folder: Path) -> pd.DataFrame:
    """Simulates and builds one company in `folder`; its gaps."""
    raw = folder / "raw"
    arguments = ["--seed", str(seed), "--people", str(people), "--out", str(raw)]
    subprocess.run([sys.executable, "-m", "simulator", *arguments], cwd=ROOT, check=True, capture_output=True)
    environment = {
        **os.environ,
        "DBT_PROFILES_DIR": str(ROOT / "profiles"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "PROPENSITY_RAW": str(raw),
        "PROPENSITY_DB": str(folder / "warehouse.duckdb"),
        "PROPENSITY_PUBLISHED": str(folder / "published.duckdb"),
    }
    dbt = Path(sys.executable).with_name("dbt")
    subprocess.run([dbt, "build", "--quiet"], cwd=ROOT, env=environment, check=True)
    return gaps(beside_truth(folder / "warehouse.duckdb", raw / "truth")).assign(seed=seed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103, 104, 105])
    parser.add_argument("--people", type=int, default=4000)
    arguments = parser.parse_args()
    results = []
    for seed in arguments.seeds:
        with tempfile.TemporaryDirectory() as folder:
            results.append(built(seed, arguments.people, Path(folder)))
            print(results[-1].drop(columns="deciles").round(4).to_string(index=False), flush=True)
    table = pd.concat(results, ignore_index=True)
    table["deciles_rise"] = [values == sorted(values) for values in table.pop("deciles")]
    print(json.dumps(json.loads(table.round(4).to_json(orient="records"))))


if __name__ == "__main__":
    main()
