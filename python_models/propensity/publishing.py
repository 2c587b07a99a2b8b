"""The published generation: written whole to a new file, then renamed over the last one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

# a format that clients read from DuckDB 1.2 on
STORAGE_VERSION = "v1.2.0"

PUBLICATIONS = pa.schema(
    [("generation_id", pa.string()), ("schema_name", pa.string()), ("table_name", pa.string())]
)

# what the next run reads of this generation
REMEMBERED = (
    ("predictions", "learning_ends"),
    ("training", "model_registry"),
    ("evaluation", "model_status"),
    ("evaluation", "source_contributions"),
    ("activation", "prediction_status"),
    ("monitoring", "alerts"),
    ("activation", "audience_scores"),
)


def publish(session: Any, this_run: Mapping[str, Any], tables: Iterable[Mapping[str, str]]) -> pa.Table:
    """Copies tables to the file that readers open, all of one generation or none.

    Parameters
    ----------
    session
        A connection to the warehouse: an object with ``execute(sql)``, as DuckDB gives dbt's Python models.
    this_run
        ``generation_id``, ``is_whole`` and ``published_path``. A run that is not whole leaves the last
        generation as it is.
    tables
        One mapping a table or view: ``schema_name``, ``table_name`` and the ``condition`` on its rows.

    Returns
    -------
    One row per table published: ``generation_id, schema_name, table_name``.
    """
    if not this_run["is_whole"]:
        return PUBLICATIONS.empty_table()

    generation_id = this_run["generation_id"]
    path = Path(this_run["published_path"])
    draft = path.with_name(f"{path.name}.{generation_id}.draft")
    for abandoned in path.parent.glob(f"{path.name}.*.draft*"):
        abandoned.unlink()

    published = []
    cursor = session.cursor()
    cursor.execute(f"attach {_literal(draft)} as generation (storage_version '{STORAGE_VERSION}')")
    try:
        for table in tables:
            schema, name = (_identifier(table[key]) for key in ("schema_name", "table_name"))
            cursor.execute(f"create schema if not exists generation.{schema}")
            columns = [row[0] for row in cursor.execute(f"describe {schema}.{name}").fetchall()]
            stamp = "" if "generation_id" in columns else f", {_literal(generation_id)} as generation_id"
            cursor.execute(
                f"create table generation.{schema}.{name} as "
                f"select *{stamp} from {schema}.{name} where {table['condition']}"
            )
            for target, comment in _comments(cursor, table["schema_name"], table["table_name"]):
                cursor.execute(f"comment on {target} is {_literal(comment)}")
            published.append({"generation_id": generation_id, **table})
    finally:
        cursor.execute("detach generation")
    # whoever opened the last generation to write may have left a log, which would be replayed onto this one
    draft.chmod(0o444)
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    os.replace(draft, path)
    cursor.execute("begin")
    for schema, name in REMEMBERED:
        cursor.execute(f"create or replace table previous.{name} as select * from {schema}.{name}")
    cursor.execute("commit")
    return pa.Table.from_pylist(published, schema=PUBLICATIONS)


def _comments(cursor: Any, schema_name: str, table_name: str) -> list[tuple[str, str]]:
    """What the copy of a table and its columns are to be commented with, as the table itself is."""
    copy = f"generation.{_identifier(schema_name)}.{_identifier(table_name)}"
    of_table = (
        f"database_name = current_database() and schema_name = {_literal(schema_name)} "
        f"and table_name = {_literal(table_name)} and comment is not null"
    )
    of_view = of_table.replace("table_name", "view_name")
    tables = cursor.execute(
        f"select comment from duckdb_tables() where {of_table} "
        f"union all select comment from duckdb_views() where {of_view}"
    ).fetchall()
    columns = cursor.execute(f"select column_name, comment from duckdb_columns() where {of_table}").fetchall()
    return [(f"table {copy}", comment) for (comment,) in tables] + [
        (f"column {copy}.{_identifier(column)}", comment) for column, comment in columns
    ]


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
