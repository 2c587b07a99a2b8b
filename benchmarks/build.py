"""What a whole `dbt build` takes, and the next day's: processor time, memory, and where they go.

Of generated events, a year long, of a fiftieth as many people (`benchmarks.features`), with five predictions
and all defaults: a first build as of the last but one day, with all tests, then the build of the next day.
Prints a table, the slowest models of either build, and JSON last.

    .venv/bin/python -m benchmarks.build --events 1000000
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import duckdb

from benchmarks.features import write_events
from benchmarks.processes import ROOT, processor_seconds

SLOWEST = 12

QUESTIONS = {
    "buy_30d": ("Who will buy in the next 30 days?", {"event": "bought"}),
    "buy_twice_30d": ("Who will buy twice in the next 30 days?", {"event": "bought", "at_least": 2}),
    "return_30d": ("Who will return something in the next 30 days?", {"event": "returned"}),
    "rate_30d": ("Who will rate something in the next 30 days?", {"event": "rated"}),
    "lapse_30d": ("Who will do nothing for 30 days?", {"event": "viewed", "happens": False}),
}
SETTINGS = {
    "sources": {"shop": {"supplies": ["events"]}},
    "predictions": {
        name: {"question": question, "outcome": outcome, "horizon_days": 30}
        for name, (question, outcome) in QUESTIONS.items()
    },
}


def slowest(target: Path) -> list[dict]:
    """The models and tests of the last build that took longest on the clock."""
    results = json.loads((target / "run_results.json").read_text())["results"]
    longest = sorted(results, key=lambda result: -result["execution_time"])[:SLOWEST]
    return [
        {"what": result["unique_id"].split(".")[2], "wall": round(result["execution_time"], 1)}
        for result in longest
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--memory", default="8GB")
    options = parser.parse_args()
    sys.path.append(str(ROOT / "tests" / "python"))
    from conftest import Company
    from shop import make_project

    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = make_project(folder / "project")
        staging = project / "models" / "staging" / "shop"
        for unused in ("identity_edges", "attributes"):
            (staging / f"stg_shop__{unused}.sql").unlink()
        mapping = "select * from {{ source('shop', 'events') }}"
        (staging / "stg_shop__events.sql").write_text("{{ config(materialized='view') }}\n" + mapping)
        company = Company(folder, settings=SETTINGS, project=project)
        company.raw.mkdir()
        write_events(options.events, folder / "events.parquet")
        for build, days in (("first", 364), ("next day", 365)):
            until = f"timestamp '2025-01-01' + interval '{days}' day"
            with duckdb.connect() as connection:
                connection.execute(
                    f"copy (from '{folder}/events.parquet' where occurred_at < {until}) "
                    f"to '{company.raw}/events.parquet' (format parquet)"
                )
            seconds, wall, peak = processor_seconds(
                [*company.command("build", "--quiet"), "--project-dir", str(project)],
                company.environment(
                    PROPENSITY_THREADS="2",
                    PROPENSITY_MEMORY=options.memory,
                    PROPENSITY_LIBRARY=str(project / "python_models"),
                ),
            )
            rows.append(
                {
                    "events": options.events,
                    "build": build,
                    "seconds": round(seconds),
                    "wall": round(wall),
                    "peak_mb": round(peak),
                    "statuses": dict(
                        company.query("select prediction_name, status from activation.prediction_status")
                    ),
                    "slowest": slowest(folder / "target"),
                }
            )
    print("| events | build | processor seconds | wall seconds | peak MB |")
    print("|---" * 5 + "|")
    for row in rows:
        print("| {events:,} | {build} | {seconds} | {wall} | {peak_mb:,} |".format(**row))
    for row in rows:
        print(row["build"] + ": " + ", ".join(f"{each['what']} {each['wall']} s" for each in row["slowest"]))
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
