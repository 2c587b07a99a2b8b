"""How long identity takes, as ratios to the least that any stitching has to do, and to two peers, in one run.

Edges between identifiers, as text, are given to the models of identity as staging would give them; what comes
out is `person_identifiers`. Among ordinary people stand a chain of 10,000 links and a star of 100,000 leaves.

- `components`: every edge known on one day, no limits.
- `components of numbers`: the same from numbered edges on, which is what splink is given.
- `history`: edges spread over a year, most cookies seen before their first edge.
- `a day`: 1 % of the edges, known on the last day, added to what `history` left.
- `with limits`: the same two with the limits by type that a company has by default.

Numbering identifiers and writing back are included. Every figure is the processor time of a process of its
own, beyond what the same takes without any edge. The floor writes the distinct identifiers to a table.
`scipy` reads the edges into numpy and writes components back; ours are held to its own. splink runs where a
Python that has it is named, on identifiers that are numbers already.

    .venv/bin/python -m benchmarks.identity --edges 1200000 5600000 --repeats 5 --splink /path/of/python
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from benchmarks.processes import ROOT, figures, processor_seconds

sys.path.append(str(ROOT / "tests" / "python"))

DAYS = 365
CHAIN, STAR = 10_000, 100_000
MODELS = """
    sightings kept_identity blocks identifier_types identifiers cuts numbered_edges joined_spans
    contested_nodes contested_edges contested_spans person_identifiers refused_edges merging_edges
    person_merges identity_states
"""


def edges(size: int, seed: int = 0) -> pa.Table:
    """`size` edges (left_identifier, right_identifier, day, seen_before), about 1.25 identifiers each.

    `seen_before` is the number of days before its edge on which an event was seen of the left identifier.
    """
    random = np.random.default_rng(seed)
    ordinary = size - CHAIN - STAR
    # a person has a subscriber id and about four cookies; one edge in a hundred is with somebody else's
    persons = np.sort(random.integers(0, int(ordinary * 0.28), ordinary))
    strays = random.random(ordinary) < 0.01
    cookies = np.arange(ordinary)
    cookies[strays] = random.integers(0, ordinary, strays.sum())
    links = np.arange(CHAIN)

    def names(prefix: str, numbers: np.ndarray) -> np.ndarray:
        return np.char.add(prefix, numbers.astype(str))

    left = [names("cookie:c", cookies), names("cookie:chain", links // 2 + links % 2)]
    right = [names("subscriber:s", persons), names("email:chain", links // 2)]
    day = random.integers(30, DAYS - 1, size)
    day[random.random(size) < 0.01] = DAYS - 1
    return pa.table(
        {
            "left_identifier": np.concatenate([*left, names("cookie:leaf", np.arange(STAR))]),
            "right_identifier": np.concatenate([*right, np.full(STAR, "email:star")]),
            "day": day,
            "seen_before": np.where(random.random(size) < 0.6, random.integers(1, 30, size), 0),
        }
    )


def fill(warehouse: Path, table: pa.Table, history: bool, until: int = DAYS) -> None:
    """Put edges, and the events seen before them, into staging, those known before day `until`."""
    day = "day" if history else "0"
    with duckdb.connect(str(warehouse)) as connection:
        connection.register("given", table)
        connection.execute(f"""
            create or replace temporary table moments as
            select
                left_identifier, right_identifier, seen_before, {day} as day,
                timestamp '2025-01-01' + interval '1' day * {day}
                + interval '1' second * (hash(left_identifier) % 86400) as known_at
            from given;
            create or replace table staging.identity_edges as
            select left_identifier, right_identifier, 'shop' as source_name, known_at as observed_at, known_at
            from moments where day < {until};
            delete from staging.events;
            insert into staging.events by name
            select
                left_identifier as identifier, 'seen' as event_name, 'shop' as source_name,
                known_at - interval '1' day * seen_before as occurred_at, occurred_at as known_at,
                cast(occurred_at as date) as event_date, event_date as known_date,
            from moments where {history} and seen_before > 0 and day - seen_before < {until};
            update staging.as_of_dates set as_of_date = date '2025-01-01' + {until};
        """)


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
    found = clusters.physical_name
    connection.execute(f"create or replace table main.splink_clusters as select * from {found}")
"""


def number_for_splink(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("""
            create or replace table main.splink_edges as
            select left_numbers.identifier_number as l, right_numbers.identifier_number as r
            from staging.identity_edges as e
            inner join identity.identifiers as left_numbers on e.left_identifier = left_numbers.identifier
            inner join identity.identifiers as right_numbers on e.right_identifier = right_numbers.identifier;
            create or replace table main.splink_nodes as
            select identifier_number as id from identity.identifiers;
        """)


def sizes(warehouse: Path, relation: str, key: str) -> list[tuple[int, int]]:
    """How many components there are of each size."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(
            f"select size, count(*) from (select count(*) as size from {relation} group by {key}) "
            "group by size order by size"
        ).fetchall()


class Bench:
    """The identity models of this project on a warehouse whose staging is filled from outside."""

    def __init__(self, folder: Path):
        from shop import make_project, shop

        rows = {kind: [] for kind in ("events", "identity_edges", "attributes")}
        project = make_project(folder / "project")
        self.company = shop(folder, project, rows, predictions={}, as_of_date="2026-01-01")
        self.company.run("staging")

    def measure(self, *flags: str, select: str = MODELS, **settings) -> list[float]:
        command = self.company.command("run", "--quiet", *flags, "--select", *select.split(), **settings)
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
    print("| edges | what | processor seconds | ratio to the floor | wall seconds | peak MB |")
    print("|---" * 6 + "|")
    for row in rows:
        figures = "{seconds:.1f} | {ratio:.1f} | {wall:.1f} | {peak_mb:,}".format(**row)
        print(f"| {row['edges']:,} | {row['what']} | {figures} |")
    print(json.dumps(rows))


def measure_size(size: int, folder: Path, repeats: int, splink: str | None) -> list[dict]:
    """Rows of the table for one number of edges; the methods take turns."""
    bench = Bench(folder)
    warehouse = bench.company.warehouse
    measured: dict[str, list[list[float]]] = {}

    def add(name: str, measurement: list[float]) -> None:
        measured.setdefault(name, []).append(measurement)

    def apart(*command: str) -> list[float]:
        return processor_seconds(list(command), dict(os.environ))

    def peer(method: str) -> list[float]:
        arguments = ["--warehouse", str(warehouse), "--method", method]
        return apart(sys.executable, "-m", "benchmarks.identity", *arguments)

    table = edges(size)
    fill(warehouse, table.slice(0, 0), history=True)
    idle = statistics.median(bench.measure(identifier_types={})[0] for _ in range(3))
    idle_of_one = statistics.median(bench.measure(select="joined_spans")[0] for _ in range(3))
    start = apart(sys.executable, "-c", "import benchmarks.identity")[0]
    fill(warehouse, table, history=False)
    for _ in range(repeats):
        add("floor", peer("floor"))
        add("scipy", peer("scipy"))
        add("components", bench.measure("--full-refresh", identifier_types={}))
        add("components of numbers", bench.measure(identifier_types={}, select="joined_spans"))
        if splink:
            number_for_splink(warehouse)
            add("splink", apart(splink, "-c", SPLINK, str(warehouse)))
    ours = sizes(warehouse, "identity.person_identifiers", "person_id")
    assert ours == sizes(warehouse, "main.components", "component"), "components are not those of scipy"
    for _ in range(repeats):
        for suffix, settings in {"": {"identifier_types": {}}, " with limits": {}}.items():
            fill(warehouse, table, history=True, until=DAYS - 1)
            add("history" + suffix, bench.measure("--full-refresh", **settings))
            fill(warehouse, table, history=True)
            add("a day" + suffix, bench.measure(**settings))
    beyond = {"floor": start, "scipy": start, "splink": 0, "components of numbers": idle_of_one}
    seconds = {
        name: statistics.median(row[0] for row in rows) - beyond.get(name, idle)
        for name, rows in measured.items()
    }
    return [
        {
            "edges": size,
            **row,
        }
        for row in figures(measured, seconds)
    ]


if __name__ == "__main__":
    main()
