"""How long the point-in-time mart takes, as ratios to the least that any mart has to do, and to peers.

Of generated events, a year long: eight event types x {count, sum, distinct days} x {1, 7, 30, 90 days}, and
the days since the last event of each type: 104 columns, as known at midnight of the first of twelve months.

- `ours`: the project's models as dbt runs them, from `daily_events` to `person_features`, here a table of all
  rows, through identity as known at each date and through what was known when, with every column they have.
- `ours, 104 columns`: the same where the catalogue has no other column; the long tables still hold the rest.
- `history`: the tables that are written once per date, alone, at twelve dates; `one more date` adds one to
  eleven; `mart after one more date` has all models run to that end.
- `plain`: the same 104 columns in hand-written DuckDB, of identifiers, without identity or late rows.
- `naive`: one range join of events with dates and 104 conditional aggregates. Run at three dates, and scaled
  to twelve by rows of the mart.
- `polars`, `pandas`: as `plain`, written back to DuckDB, in double precision.
- `featuretools`: 72 columns of the 104 (no 1-day window, no recency), at the smallest size, once, not written
  back and its values not checked. It needs a pandas before 3.

All start from `staging.events` and end with a table in the same warehouse. Which columns there are is given:
`event_types` and `feature_catalog` are not measured. Every figure is the processor time of a process of its
own; from that of dbt is taken what the same command takes without any event. The floor adds up events by day
and writes a finished mart once more. Cells of every mart are held against definitions over the raw file.

    .venv/bin/python -m benchmarks.features --events 1000000 10000000 --repeats 5 --polars /path/of/python
"""

import argparse
import datetime
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.processes import ROOT, figures, processor_seconds

TYPES = ("viewed", "searched", "opened", "clicked", "rated", "carted", "bought", "returned")
WINDOWS = (1, 7, 30, 90)
MEASURES = ("count", "value", "active_days")
FIRST_DAY = datetime.date(2025, 1, 1)
DAYS = 365
DATES = [datetime.date(2025, month, 1) for month in range(2, 13)] + [datetime.date(2026, 1, 1)]
NAIVE_DATES = DATES[3::4]
COLUMNS = [f"{name}_{measure}_{days}d" for name in TYPES for measure in MEASURES for days in WINDOWS]
COLUMNS += [f"days_since_{name}" for name in TYPES]

HISTORY = "activity_features event_features"
MODELS = f"daily_events daily_activity first_days {HISTORY} person_features"
SETTINGS = {
    "sources": {"shop": {"supplies": ["events"]}},
    "predictions": {},
    "feature_dates": "month_start",
    "feature_windows": list(WINDOWS),
    "as_of_date": str(DATES[-1]),
}


def events(size: int, seed: int = 0) -> pa.Table:
    """`size` events (person, type, second, cents) of `size` / 50 people.

    A few people do much and most little, each for a while only.
    """
    random = np.random.default_rng(seed)
    people = size // 50
    habit = random.pareto(1.5, people) + 0.2
    person = np.searchsorted(np.cumsum(habit) / habit.sum(), random.random(size)).astype(np.int32)
    begins = random.uniform(-120, DAYS - 5, people)
    ends = np.minimum(begins + 10 + random.exponential(150, people), DAYS)
    begins = np.maximum(begins, 0)
    lasts = np.maximum(ends - begins, 2)
    day = begins[person] + random.random(size) * lasts[person]
    kind = np.minimum(random.geometric(0.3, size) - 1, len(TYPES) - 1).astype(np.int8)
    return pa.table(
        {
            "person": person,
            "type": pa.DictionaryArray.from_arrays(pa.array(kind), pa.array(TYPES)),
            "second": (day * 86_400).astype(np.int64),
            "cents": np.round(np.exp(random.normal(3, 1, size)) * 100).astype(np.int64),
        }
    )


def write_events(size: int, path: Path) -> None:
    """Write events as a source of the input contract supplies them."""
    given = events(size)  # noqa: F841
    with duckdb.connect() as connection:
        connection.execute(f"""
            copy (
                select
                    'e' || row_number() over () as event_id, 'shop' as source_name,
                    'subscriber:p' || person as identifier, cast(type as varchar) as event_name,
                    timestamp '{FIRST_DAY}' + to_seconds(second) as occurred_at,
                    cast(null as timestamp) as loaded_at,
                    cast(cents / 100 as decimal(18, 4)) as event_value, cast(null as varchar) as properties
                from given
            ) to '{path}' (format parquet)
        """)


class Mart:
    """The project on generated events, built once from staging to the mart by `dbt`."""

    def __init__(self, folder: Path, size: int):
        sys.path.append(str(ROOT / "tests" / "python"))
        from conftest import QuickCompany
        from shop import make_project

        project = make_project(folder / "project")
        mapping = project / "models" / "staging" / "shop" / "stg_shop__events.sql"
        mapping.write_text("select * from {{ source('shop', 'events') }}")
        wide = project / "models" / "features" / "person_features.sql"
        wide.write_text(wide.read_text().replace("materialized='view'", "materialized='table'"))
        (folder / "raw").mkdir()
        self.events = folder / "raw" / "events.parquet"
        write_events(size, self.events)
        self.company = QuickCompany(folder, settings=SETTINGS, project=project)
        self.warehouse = self.company.warehouse
        self.company.run("+person_features")

    def measure(self, *flags: str, select: str = MODELS) -> list[float]:
        command = self.company.command("run", "--quiet", *flags, "--select", *select.split())
        command += ["--project-dir", str(self.company.project)]
        environment = self.company.environment(PROPENSITY_THREADS="2", PROPENSITY_MEMORY="8GB")
        return processor_seconds(command, environment)

    def measure_of_some(self, conditions: dict[str, str], *flags: str, select: str = MODELS) -> list[float]:
        """The same while upstream tables have those of their rows only that meet a condition."""
        for table, condition in conditions.items():
            schema, name = table.split(".")
            self.execute(
                f"alter table {table} rename to all_{name}",
                f"create table {table} as select * from {schema}.all_{name} where {condition}",
            )
        measured = self.measure(*flags, select=select)
        for table in conditions:
            schema, name = table.split(".")
            self.execute(f"drop table {table}", f"alter table {schema}.all_{name} rename to {name}")
        return measured

    def execute(self, *statements: str) -> None:
        with duckdb.connect(str(self.warehouse)) as connection:
            for statement in statements:
                connection.execute(statement)


def in_each_window(measures: dict[str, str], condition: str = "true", prefix: str = "") -> list[str]:
    """SQL of each measure in each window, named, over rows with `days_ago` from 1.

    A measure's expression has `{}` where the aggregate's argument begins and where it ends.
    """
    columns = []
    for measure, expression in measures.items():
        for days in WINDOWS:
            inside = expression.format(f"case when days_ago <= {days} and {condition} then ", " end")
            columns.append(f"{inside} as {prefix}{measure}_{days}d")
    return columns


def plain(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("""
        create or replace temporary table daily as
        select
            identifier, event_name, event_date,
            count(*) as events, cast(sum(event_value) as decimal(18, 4)) as amount
        from staging.events group by all
    """)
    measures = in_each_window(
        {"count": "sum({}events{})", "value": "sum({}amount{})", "active_days": "count({}1{})"}
    )
    for place, date in enumerate(DATES):
        connection.execute(f"""
            {"insert into" if place else "create or replace temporary table"} long {"" if place else "as"}
            select
                identifier, event_name, date '{date}' as feature_date,
                {", ".join(measures)}, min(days_ago) as days_since
            from (
                select *, date '{date}' - event_date as days_ago from daily
                where event_date < date '{date}' and event_date >= date '{date}' - {max(WINDOWS)}
            )
            group by identifier, event_name
        """)
    connection.execute(wide("long", "plain_mart"))


def wide(long: str, mart: str) -> str:
    """SQL that lays a long table out with one join per event type."""
    columns, joins = [], []
    for name in TYPES:
        for measure in MEASURES:
            for days in WINDOWS:
                column = f"{measure}_{days}d"
                columns.append(f"cast(coalesce({name}.{column}, 0) as double) as {name}_{column}")
        columns.append(f"cast({name}.days_since as double) as days_since_{name}")
        joins.append(
            f"left join (select * from {long} where event_name = '{name}') as {name} "
            f"on p.identifier = {name}.identifier and p.feature_date = {name}.feature_date"
        )
    return f"""
        create or replace table main.{mart} as
        select p.identifier, p.feature_date, {", ".join(columns)}
        from (select distinct identifier, feature_date from {long}) as p {" ".join(joins)}
    """


def naive(connection: duckdb.DuckDBPyConnection) -> None:
    columns = []
    for name in TYPES:
        condition = f"event_name = '{name}'"
        measures = {
            "count": "count({}1{})",
            "value": "cast(coalesce(sum({}event_value{}), 0) as double)",
            "active_days": "count(distinct {}event_date{})",
        }
        columns += in_each_window(measures, condition, prefix=f"{name}_")
        columns.append(f"min(case when {condition} then days_ago end) as days_since_{name}")
    dates = ", ".join(f"(date '{date}')" for date in NAIVE_DATES)
    connection.execute(f"""
        create or replace table main.naive_mart as
        select identifier, feature_date, {", ".join(columns)}
        from (
            select *, feature_date - event_date as days_ago
            from staging.events inner join (values {dates}) as dates (feature_date)
            on event_date < feature_date and event_date >= feature_date - {max(WINDOWS)}
        )
        group by identifier, feature_date
    """)


def floor(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("""
        create or replace table main.floor_days as
        select identifier, event_name, event_date, count(*) as events, sum(event_value) as amount
        from staging.events group by all;
        create or replace table main.floor_mart as select * from main.plain_mart
    """)


def pandas(connection: duckdb.DuckDBPyConnection) -> None:
    import pandas as pd

    given = connection.execute(
        "select identifier, event_name, event_date, cast(event_value as double) as amount from staging.events"
    ).df()
    given["identifier"] = given["identifier"].astype("category")
    given["event_name"] = given["event_name"].astype("category")
    keys = ["identifier", "event_name"]
    daily = given.groupby([*keys, "event_date"], observed=True)["amount"].agg(["size", "sum"]).reset_index()
    marts = []
    for date in DATES:
        ago = (pd.Timestamp(date) - daily["event_date"]).dt.days
        near = daily[(ago >= 1) & (ago <= max(WINDOWS))]
        ago = ago[near.index]
        columns = {"days_since": ago}
        for days in WINDOWS:
            inside = ago <= days
            columns[f"count_{days}d"] = near["size"].where(inside, 0)
            columns[f"value_{days}d"] = near["sum"].where(inside, 0)
            columns[f"active_days_{days}d"] = inside.astype(int)
        table = pd.DataFrame({**{key: near[key] for key in keys}, **columns})
        groups = table.groupby(keys, observed=True)
        long = groups[list(columns)[1:]].sum().join(groups["days_since"].min()).reset_index("event_name")
        parts = []
        for name in TYPES:
            part = long[long["event_name"] == name].drop(columns="event_name").add_prefix(f"{name}_")
            parts.append(part.rename(columns={f"{name}_days_since": f"days_since_{name}"}))
        mart = pd.concat(parts, axis=1)
        counts = [column for column in mart if not column.startswith("days_since")]
        mart = mart.fillna(dict.fromkeys(counts, 0)).copy()
        marts.append(mart.assign(feature_date=pd.Timestamp(date)).reset_index())
    mart = pd.concat(marts)
    mart["identifier"] = mart["identifier"].astype(str)
    connection.execute("create or replace table main.pandas_mart as select * from mart")


# peers run in a Python of their own, from a text that is given the warehouse and what to compute
POLARS = """
import sys, json, datetime
import duckdb
import polars as pl
given = json.loads(sys.argv[2])
types, windows = given["types"], given["windows"]
keys = ["identifier", "event_name"]
with duckdb.connect(sys.argv[1]) as connection:
    connection.execute("set threads = 2")
    table = connection.execute(
        "select identifier, event_name, event_date, cast(event_value as double) as amount from staging.events"
    ).to_arrow_table()
    daily = (
        pl.from_arrow(table).lazy().with_columns(pl.col("event_name").cast(pl.Enum(types)))
        .group_by(*keys, "event_date").agg(pl.len().alias("events"), pl.col("amount").sum()).collect()
    )
    del table
    marts = []
    for text in given["dates"]:
        date = datetime.date.fromisoformat(text)
        ago = (pl.lit(date) - pl.col("event_date")).dt.total_days()
        near = daily.lazy().with_columns(ago.alias("ago")).filter(pl.col("ago").is_between(1, max(windows)))
        measures = [pl.col("ago").min().alias("days_since")]
        for days in windows:
            inside = pl.col("ago") <= days
            measures += [
                pl.when(inside).then("events").otherwise(0).sum().alias(f"count_{days}d"),
                pl.when(inside).then("amount").otherwise(0.0).sum().alias(f"value_{days}d"),
                inside.sum().alias(f"active_days_{days}d"),
            ]
        long = near.group_by(keys).agg(measures).collect()
        mart = long.lazy().select("identifier").unique()
        for name in types:
            one = long.lazy().filter(pl.col("event_name") == name).drop("event_name")
            names = {column: f"{name}_{column}" for column in long.columns[3:]}
            names["days_since"] = f"days_since_{name}"
            mart = mart.join(one.rename(names), on="identifier", how="left")
        numbers = pl.exclude("identifier", "^days_since_.*$").cast(pl.Float64).fill_null(0)
        since = pl.col("^days_since_.*$").cast(pl.Float64)
        marts.append(mart.select("identifier", pl.lit(date).alias("feature_date"), numbers, since).collect())
    mart = pl.concat(marts).to_arrow()
    connection.execute("create or replace table main.polars_mart as select * from mart")
"""

FEATURETOOLS = """
import sys, json
import duckdb
import featuretools as ft
import pandas as pd
given = json.loads(sys.argv[2])
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    events = connection.execute(
        "select event_id, identifier, event_name, occurred_at, event_date, "
        "cast(event_value as double) as amount from staging.events"
    ).df()
    people = connection.execute("select identifier, feature_date as time from main.plain_mart").df()
events["event_day"] = events.pop("event_date").astype("int64")
data = ft.EntitySet("shop")
data.add_dataframe(events, "events", index="event_id", time_index="occurred_at",
    logical_types={"event_name": "Categorical", "event_day": "Categorical"})
data.add_dataframe(people[["identifier"]].drop_duplicates(), "people", index="identifier")
data.add_relationship("people", "identifier", "events", "identifier")
data.add_interesting_values(dataframe_name="events", values={"event_name": given["types"]})
columns = 0
for days in given["windows"][1:]:
    found, features = ft.dfs(
        entityset=data, target_dataframe_name="people", cutoff_time=people, training_window=f"{days} days",
        agg_primitives=["count", "sum", "num_unique"], where_primitives=["count", "sum", "num_unique"],
        trans_primitives=[], max_depth=1, include_cutoff_time=False, n_jobs=1,
        primitive_options={"num_unique": {"include_columns": {"events": ["event_day"]}}},
    )
    columns += len([name for name in found.columns if "WHERE" in name])
assert columns == 72, f"featuretools gave {columns} columns"
"""

METHODS = {"floor": floor, "plain": plain, "naive": naive, "pandas": pandas}


def direct(
    events: duckdb.DuckDBPyConnection, identifier: str, date: datetime.date, column: str
) -> float | None:
    """A cell of the mart by its definition, over raw events."""
    what = "cast(occurred_at as date)"
    if column.startswith("days_since_"):
        name, days, expression = (
            column.removeprefix("days_since_"),
            max(WINDOWS),
            f"date '{date}' - max({what})",
        )
    else:
        name, measure = column.split("_", 1)
        measure, window = measure.rsplit("_", 1)
        days = int(window[:-1])
        expression = {
            "count": "count(*)",
            "value": "coalesce(sum(event_value), 0)",
            "active_days": f"count(distinct {what})",
        }[measure]
    found = events.execute(
        f"select cast({expression} as double) from sampled where identifier = ? and event_name = ? "
        "and occurred_at < ? and occurred_at >= cast(? as timestamp) - to_days(?)",
        [identifier, name, date, date, days],
    )
    return found.fetchone()[0]


def check(warehouse: Path, events: Path, marts: dict[str, str], rows: int = 60, cells: int = 8) -> int:
    """Hold cells of each mart against their definitions, and its rows; stop at the first that differs.

    `marts` has the relation of each method, with an `identifier`. Returns how many cells were compared.
    """
    random = np.random.default_rng(1)
    compared = 0
    with duckdb.connect(str(warehouse), read_only=True) as connection, duckdb.connect() as raw:
        for name, relation in marts.items():
            dates = NAIVE_DATES if name == "naive" else DATES
            expected = 0
            for date in dates:
                expected += raw.execute(
                    f"select count(distinct identifier) from '{events}' "
                    "where occurred_at < ? and occurred_at >= cast(? as timestamp) - to_days(?)",
                    [date, date, max(WINDOWS)],
                ).fetchone()[0]
            found = connection.sql(f"select count(*) from {relation}").fetchall()[0][0]
            if found != expected:
                raise SystemExit(f"{name} has {found:,} rows; raw events make {expected:,}")
            order = "order by md5(identifier || feature_date)"
            sample = connection.sql(f"select * from {relation} {order} limit {rows}").to_arrow_table()
            sample = sample.to_pylist()
            people = pa.table({"identifier": list({row["identifier"] for row in sample})})  # noqa: F841
            raw.execute(f"""
                create or replace table sampled as
                select * from '{events}' where identifier in (select identifier from people)
            """)
            for row in sample:
                date = row["feature_date"]
                date = date.date() if isinstance(date, datetime.datetime) else date
                for column in random.choice(COLUMNS, cells, replace=False):
                    value, wanted = row[column], direct(raw, row["identifier"], date, column)
                    same = (
                        value is None if wanted is None else value is not None and abs(value - wanted) < 1e-6
                    )
                    if not same:
                        raise SystemExit(
                            f"{name}: {column} of a person at {date} is {value}, by raw events {wanted}"
                        )
                    compared += 1
    return compared


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--polars", help="a Python that has polars, duckdb and pyarrow")
    parser.add_argument("--featuretools", help="a Python that has featuretools and duckdb")
    parser.add_argument("--method", choices=METHODS, help=argparse.SUPPRESS)
    parser.add_argument("--warehouse", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.method:
        with duckdb.connect(options.warehouse) as connection:
            connection.execute("set threads = 2")
            METHODS[options.method](connection)
        return
    rows = []
    for size in options.events:
        peers = {"polars": options.polars}
        peers["featuretools"] = options.featuretools if size == min(options.events) else None
        with tempfile.TemporaryDirectory() as folder:
            rows += measure_size(size, Path(folder), options.repeats, peers)
    print("| events | what | columns | processor seconds | ratio to the floor | wall seconds | peak MB |")
    print("|---" * 7 + "|")
    for row in rows:
        figures = "{columns} | {seconds:.1f} | {ratio:.1f} | {wall:.1f} | {peak_mb:,}".format(**row)
        print(f"| {row['events']:,} | {row['what']} | {figures} |")
    print(json.dumps(rows))


def measure_size(size: int, folder: Path, repeats: int, peers: dict[str, str | None]) -> list[dict]:
    """Rows of the table for one number of events; the methods take turns."""
    mart = Mart(folder, size)
    warehouse = mart.warehouse
    measured: dict[str, list[list[float]]] = {}

    def add(name: str, measurement: list[float]) -> None:
        measured.setdefault(name, []).append(measurement)

    def method(name: str) -> list[float]:
        arguments = ["--warehouse", str(warehouse), "--method", name]
        return processor_seconds([sys.executable, "-m", "benchmarks.features", *arguments], dict(os.environ))

    def apart(python: str, script: str) -> list[float]:
        given = json.dumps({"types": TYPES, "windows": WINDOWS, "dates": [str(date) for date in DATES]})
        return processor_seconds([python, "-c", script, str(warehouse), given], dict(os.environ))

    columns = {"ours": mart.company.query("select count(*) from features.feature_catalog")[0][0]}
    wanted = [f"{measure}_{days}d" for measure in MEASURES for days in WINDOWS] + ["days_since"]
    of_104 = f"family = 'event' and measure in ({', '.join(repr(measure) for measure in wanted)})"
    the_104 = {"features.feature_catalog": of_104}
    nothing, one_date = {"staging.events": "false"}, {"staging.feature_dates": "is_as_of"}
    # in this order, since the history reads what the models before it left
    commands = {
        "ours": (nothing, "--full-refresh", MODELS),
        "mart after one more date": (nothing | one_date, "--full-refresh", MODELS),
        "history": (nothing, "--full-refresh", HISTORY),
        "one more date": (one_date, "--full-refresh", HISTORY),
    }
    idle = {
        name: statistics.median(mart.measure_of_some(some, flag, select=select)[0] for _ in range(3))
        for name, (some, flag, select) in commands.items()
    }
    idle["ours, 104 columns"] = idle["ours"]
    mart.measure("--full-refresh")
    method("plain")
    for repeat in range(repeats):
        add("floor", method("floor"))
        add("plain", method("plain"))
        add("ours, 104 columns", mart.measure_of_some(the_104, "--full-refresh"))
        add("ours", mart.measure("--full-refresh"))
        add("history", mart.measure("--full-refresh", select=HISTORY))
        # the as-of date is written anew by each build
        add("one more date", mart.measure(select=HISTORY))
        add("mart after one more date", mart.measure())
        add("naive", method("naive"))
        add("pandas", method("pandas"))
        if peers["polars"]:
            add("polars", apart(peers["polars"], POLARS))
        if peers["featuretools"] and not repeat:
            add("featuretools", apart(peers["featuretools"], FEATURETOOLS))

    ours = """(
        select features.*, identifier
        from features.person_features as features
        inner join identity.identifiers_by_date using (person_id, feature_date)
    )"""
    marts = {
        "ours": ours,
        "plain": "main.plain_mart",
        "naive": "main.naive_mart",
        "pandas": "main.pandas_mart",
    }
    if peers["polars"]:
        marts["polars"] = "main.polars_mart"
    print(f"{check(warehouse, mart.events, marts)} cells are as raw events make them", file=sys.stderr)

    seconds = {
        name: statistics.median(row[0] for row in rows) - idle.get(name, 0) for name, rows in measured.items()
    }
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        everything, some = (
            connection.execute(f"select count(*) from main.{name}_mart").fetchone()[0]
            for name in ("plain", "naive")
        )
    seconds["naive"] *= everything / some
    columns |= {name: columns["ours"] for name in ("history", "one more date", "mart after one more date")}
    columns["featuretools"] = 72
    return [
        {"events": size, "columns": columns.get(row["what"], len(COLUMNS)), **row}
        for row in figures(measured, seconds)
    ]


if __name__ == "__main__":
    main()
