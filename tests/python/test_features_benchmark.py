"""The benchmark of the mart compares what is the same: every method's cells are those of the raw events."""

import duckdb
import pytest

from benchmarks.features import COLUMNS, check, naive, pandas, plain, write_events


@pytest.fixture(scope="module")
def marts(tmp_path_factory):
    """A warehouse with the marts of three methods, and the raw events that they are of."""
    folder = tmp_path_factory.mktemp("marts")
    raw, warehouse = folder / "events.parquet", folder / "warehouse.duckdb"
    write_events(3000, raw)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema staging")
        connection.execute(
            f"create table staging.events as select *, cast(occurred_at as date) as event_date from '{raw}'"
        )
        for method in (plain, naive, pandas):
            method(connection)
    return warehouse, raw


def changed(warehouse, statement: str) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create or replace table main.changed_mart as select * from main.plain_mart")
        connection.execute(statement)


def test_every_method_gives_what_raw_events_make(marts):
    relations = {name: f"main.{name}_mart" for name in ("plain", "naive", "pandas")}
    assert check(*marts, relations) == 3 * 60 * 8


def test_a_wrong_cell_stops_the_benchmark(marts):
    wrong = ", ".join(f"{column} = coalesce({column}, 0) + 1" for column in COLUMNS)
    changed(marts[0], f"update main.changed_mart set {wrong}")
    with pytest.raises(SystemExit, match="by raw events"):
        check(*marts, {"changed": "main.changed_mart"})


def test_a_missing_row_stops_the_benchmark(marts):
    changed(
        marts[0], "delete from main.changed_mart where rowid = (select min(rowid) from main.changed_mart)"
    )
    with pytest.raises(SystemExit, match="rows; raw events make"):
        check(*marts, {"changed": "main.changed_mart"})
