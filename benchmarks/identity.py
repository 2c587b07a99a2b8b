"""How long identity takes, as ratios to the least that any stitching has to do, and to two peers, in one run.

Edges between identifiers, as text, are given to the models of identity as staging would give them; what comes
out is `person_identifiers`. Among ordinary people stand a chain of 10,000 links and a star of 100,000 leaves.
`components` has every edge known on one day, `history` spread over a year with most cookies seen before their
first edge, `limits` the same with the limits by type that a company has by default. Numbering identifiers and writing
back are included. Every figure is the processor time of a process of its own; dbt's is what it takes beyond
the same build of no edges. The floor writes the distinct identifiers to a table. `scipy` reads the edges into
numpy and writes components back; it also says whether ours are right. splink runs where an environment that
has it is named, on identifiers that are numbers already.

    .venv/bin/python -m benchmarks.identity --edges 1200000 5600000 --repeats 5 --splink /path/of/python
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "python"))

DAYS = 365
CHAIN, STAR = 10_000, 100_000
MODELS = (
    "sightings kept_identity blocks identifier_types identifiers cuts numbered_edges joined_spans contested_nodes contested_edges "
    "contested_spans person_identifiers refused_edges merging_edges person_merges identity_states"
)


def edges(size: int, seed: int = 0) -> pa.Table:
    """Edges (left_identifier, right_identifier, day, seen_before): `size` in all, about 1.25 identifiers each.

    `seen_before` is the number of days before its edge on which an event was seen of the left identifier.
    """
    random = np.random.default_rng(seed)
    ordinary = size - CHAIN - STAR
    # a person has a subscriber id and, most of them, more than one cookie; one edge in a hundred is somebody else's
    persons = np.sort(random.integers(0, int(ordinary * 0.28), ordinary))
    strays = random.random(ordinary) < 0.01
    cookies = np.arange(ordinary)
    cookies[strays] = random.integers(0, ordinary, strays.sum())
    left = [np.char.add("cookie:c", cookies.astype(str))]
    right = [np.char.add("subscriber:s", persons.astype(str))]
    links = np.arange(CHAIN)
    left.append(np.char.add("cookie:chain", (links // 2 + links % 2).astype(str)))
    right.append(np.char.add("email:chain", (links // 2).astype(str)))
    left.append(np.char.add("cookie:leaf", np.arange(STAR).astype(str)))
    right.append(np.full(STAR, "email:star"))
    return pa.table(
        {
            "left_identifier": np.concatenate(left),
            "right_identifier": np.concatenate(right),
            "day": random.integers(30, DAYS, size),
            "seen_before": np.where(random.random(size) < 0.6, random.integers(1, 30, size), 0),
        }
    )


def fill(warehouse: Path, table: pa.Table, history: bool, until: int = DAYS) -> None:
    """Put edges, and the events seen before them, into staging, as far as they are known before day `until`."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.register("given", table)
        known = "timestamp '2025-01-01' + interval '1' day * day + interval '1' second * (hash(left_identifier) % 86400)"
        day = "day" if history else "0 as day"
        connection.execute(f"""
            create or replace temporary table known as select * exclude day, {day} from given;
            create or replace table staging.identity_edges as
            select
                left_identifier, right_identifier, 'shop' as source_name,
                {known} as observed_at, {known} as known_at
            from known where day < {until};
            delete from staging.events;
            insert into staging.events by name
            select
                left_identifier as identifier, 'seen' as event_name, 'shop' as source_name,
                {known} - interval '1' day * seen_before as occurred_at,
                {known} - interval '1' day * seen_before as known_at,
                cast({known} - interval '1' day * seen_before as date) as event_date,
                cast({known} - interval '1' day * seen_before as date) as known_date,
            from known where seen_before > 0 and {history} and day - seen_before < {until};
            update staging.as_of_dates set as_of_date = date '2025-01-01' + {until};
        """)


def processor_seconds(command: list[str], environment: dict[str, str]) -> tuple[float, float, int]:
    """Run a command; return its processor seconds, its wall-clock seconds and its peak memory in MB."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT
    )
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(output.decode()[-4000:])
    return used.ru_utime + used.ru_stime, time.perf_counter() - began, used.ru_maxrss // 1024


def floor(warehouse: str) -> None:
    with duckdb.connect(warehouse) as connection:
        connection.execute("set threads = 2")
        connection.execute("""
            create or replace table main.floor as
            select left_identifier as identifier from staging.identity_edges
            union
            select right_identifier as identifier from staging.identity_edges
        """)


def scipy_components(warehouse: str) -> None:
    with duckdb.connect(warehouse) as connection:
        connection.execute("set threads = 2")
        got = connection.execute(
            "select hash(left_identifier) as l, hash(right_identifier) as r from staging.identity_edges"
        ).fetchnumpy()
        nodes, place = np.unique(np.concatenate([got["l"], got["r"]]), return_inverse=True)
        half = len(got["l"])
        graph = coo_array((np.ones(half, bool), (place[:half], place[half:])), shape=(len(nodes), len(nodes)))
        labels = connected_components(graph, directed=False)[1]
        found = pa.table({"node": nodes, "component": labels})  # noqa: F841
        connection.execute("""
            create or replace table main.components as
            select identifier, component from (
                select left_identifier as identifier from staging.identity_edges
                union
                select right_identifier as identifier from staging.identity_edges
            ) as named inner join found on hash(named.identifier) = found.node
        """)


SPLINK = """
import sys
import duckdb
from splink import DuckDBAPI
from splink.clustering import cluster_pairwise_predictions_at_threshold as cluster
with duckdb.connect(sys.argv[1]) as connection:
    connection.execute("set threads = 2")
    api = DuckDBAPI(connection)
    clusters = cluster("main.splink_nodes", "main.splink_edges", api, "id", "l", "r")
    connection.execute(f"create or replace table main.splink_clusters as select * from {clusters.physical_name}")
"""


def number_for_splink(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("""
            create or replace table main.splink_edges as
            select left_numbers.identifier_number as l, right_numbers.identifier_number as r
            from staging.identity_edges as e
            inner join identity.identifiers as left_numbers on e.left_identifier = left_numbers.identifier
            inner join identity.identifiers as right_numbers on e.right_identifier = right_numbers.identifier;
            create or replace table main.splink_nodes as select identifier_number as id from identity.identifiers;
        """)


def sizes(warehouse: Path, relation: str, key: str) -> list[tuple[int, int]]:
    """How many components there are of each size."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(
            f"select size, count(*) from (select count(*) as size from {relation} group by {key}) group by 1 order by 1"
        ).fetchall()


class Bench:
    """The identity models of this project on a warehouse whose staging is filled from outside."""

    def __init__(self, folder: Path):
        from shop import make_project, shop

        rows = {kind: [] for kind in ("events", "identity_edges", "attributes")}
        self.company = shop(
            folder, make_project(folder / "project"), rows, predictions={}, as_of_date="2026-01-01"
        )
        self.company.run("staging")

    def measure(self, *flags: str, **settings) -> tuple[float, float, int]:
        command = self.company.command("run", "--quiet", *flags, "--select", MODELS, **settings)
        command += ["--project-dir", str(self.company.project)]
        environment = self.company.environment(PROPENSITY_THREADS="2", PROPENSITY_MEMORY="8GB")
        return processor_seconds(command, environment)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edges", type=int, nargs="+", default=[1_200_000, 5_600_000])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--splink", help="a Python that has splink")
    parser.add_argument("--method", choices=["floor", "scipy"], help=argparse.SUPPRESS)
    parser.add_argument("--warehouse", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.method:
        {"floor": floor, "scipy": scipy_components}[options.method](options.warehouse)
        return
    rows = []
    for size in options.edges:
        with tempfile.TemporaryDirectory() as folder:
            rows += measure_size(size, Path(folder), options.repeats, options.splink)
    print(
        "| edges | what | processor seconds | ratio to the floor | wall seconds | peak MB |\n|---|---|---|---|---|---|"
    )
    for row in rows:
        print(
            f"| {row['edges']:,} | {row['what']} | {row['seconds']:.1f} | {row['ratio']:.1f} | {row['wall']:.1f} "
            f"| {row['peak_mb']:,} |"
        )
    print(json.dumps(rows))


def measure_size(size: int, folder: Path, repeats: int, splink: str | None) -> list[dict]:
    """Rows of the table for one number of edges; the methods take turns."""
    bench = Bench(folder)
    warehouse = bench.company.warehouse
    table = edges(size)
    fill(warehouse, table.slice(0, 0), history=True)
    idle = statistics.median(bench.measure(identifier_types={})[0] for _ in range(3))
    mine = [sys.executable, "-m", "benchmarks.identity", "--warehouse", str(warehouse), "--method"]

    def apart(*command: str) -> tuple[float, float, int]:
        return processor_seconds(list(command), dict(os.environ))

    methods = {
        "floor": lambda: apart(*mine, "floor"),
        "scipy": lambda: apart(*mine, "scipy"),
        "components": lambda: bench.measure(identifier_types={}),
    }
    if splink:
        methods["splink"] = lambda: apart(splink, "-c", SPLINK, str(warehouse))
    measured: dict[str, list[tuple[float, float, int]]] = {}
    start = apart(sys.executable, "-c", "import benchmarks.identity")[0]
    fill(warehouse, table, history=False)
    for _ in range(repeats):
        for name, method in methods.items():
            measured.setdefault(name, []).append(method())
            if name == "components":
                number_for_splink(warehouse)
    ours = sizes(warehouse, "identity.person_identifiers", "person_id")
    assert ours == sizes(warehouse, "main.components", "component"), "components are not those of scipy"
    fill(warehouse, table, history=True)
    for _ in range(repeats):
        for name, settings in {"history": {"identifier_types": {}}, "limits": {}}.items():
            measured.setdefault(name, []).append(bench.measure("--full-refresh", **settings))
    overhead = dict.fromkeys(("components", "history", "limits"), idle) | dict.fromkeys(
        ("floor", "scipy"), start
    )
    seconds = {
        name: statistics.median(row[0] for row in rows) - overhead.get(name, 0)
        for name, rows in measured.items()
    }
    return [
        {
            "edges": size,
            "what": name,
            "seconds": round(seconds[name], 2),
            "ratio": round(seconds[name] / seconds["floor"], 2),
            "wall": round(statistics.median(row[1] for row in rows), 1),
            "peak_mb": max(row[2] for row in rows),
        }
        for name, rows in measured.items()
    ]


if __name__ == "__main__":
    main()
