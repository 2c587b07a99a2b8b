"""The published generation: written whole to a new file, then renamed over the last one."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
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
    ("training", "example_states"),
    ("training", "trained_models"),
    ("training", "model_registry"),
    ("evaluation", "holdout_scores"),
    ("evaluation", "measured_drivers"),
    ("evaluation", "model_status"),
    ("evaluation", "source_contributions"),
    ("activation", "prediction_status"),
    ("monitoring", "drift_cuts"),
    ("monitoring", "drift_counts"),
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
        One mapping a table or view: ``schema_name``, ``table_name``, the ``condition`` on its rows, and
        ``descriptions``, the JSON text of an object: of the columns by name, and of the table itself by "".

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

    cursor = session.cursor()
    try:
        published = _copy(cursor, draft, generation_id, tables)
        # whoever opened the last one to write may have left a log, which would be replayed onto this one
        draft.chmod(0o444)
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
        os.replace(draft, path)
    except Exception:
        for undo in ("rollback", "detach generation"):  # what of it there is, so that the first error is told
            with contextlib.suppress(Exception):
                cursor.execute(undo)
        for abandoned in path.parent.glob(f"{draft.name}*"):
            abandoned.unlink()
        raise
    cursor.execute("begin")
    for schema, name in REMEMBERED:
        cursor.execute(f"create or replace table previous.{name} as select * from {schema}.{name}")
    cursor.execute("commit")
    return pa.Table.from_pylist(published, schema=PUBLICATIONS)


def _copy(
    cursor: Any, draft: Path, generation_id: str, tables: Iterable[Mapping[str, str]]
) -> list[dict[str, str]]:
    """Write the tables to a new file, and return a row of PUBLICATIONS for each."""
    published = []
    cursor.execute(f"attach {_literal(draft)} as generation (storage_version '{STORAGE_VERSION}')")
    cursor.execute("begin")
    for table in tables:
        schema, name = (_identifier(table[key]) for key in ("schema_name", "table_name"))
        cursor.execute(f"create schema if not exists generation.{schema}")
        columns = [row[0] for row in cursor.execute(f"describe {schema}.{name}").fetchall()]
        stamp = "" if "generation_id" in columns else f", {_literal(generation_id)} as generation_id"
        cursor.execute(
            f"create table generation.{schema}.{name} as "
            f"select *{stamp} from {schema}.{name} where {table['condition']}"
        )
        comments = _comments(f"generation.{schema}.{name}", json.loads(table["descriptions"]), columns)
        cursor.execute("; ".join(comments))
        published.append({"generation_id": generation_id, **table})
    cursor.execute("commit")
    cursor.execute("detach generation")
    return published


def _comments(copy: str, descriptions: Mapping[str, str], columns: Iterable[str]) -> Iterator[str]:
    """Yield the statements that describe a copy of a table to whoever opens it."""
    yield f"comment on table {copy} is {_literal(descriptions[''])}"
    for column in columns:
        if descriptions.get(column):
            yield f"comment on column {copy}.{_identifier(column)} is {_literal(descriptions[column])}"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
