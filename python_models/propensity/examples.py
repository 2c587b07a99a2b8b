"""Record batches to tables of known types: every numeric feature a double, every other feature a string.

Unknown is null. NaN and infinities (a ratio over zero, an overflow) carry no magnitude and become unknown as
well.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from propensity.errors import ExamplesError
from propensity.schemas import FOLD, FOLD_OF, FOLDS, SEGMENT, TRAINING_KEYS

# what a reader is shown instead of a value that too few people share
OTHER = "another value"


def is_text(kind: pa.DataType) -> bool:
    """Whether an Arrow type holds strings, dictionary-encoded or not."""
    kind = kind.value_type if pt.is_dictionary(kind) else kind
    return pt.is_string(kind) or pt.is_large_string(kind) or pt.is_string_view(kind)


def plain_feature(name: str, column: pa.Array) -> pa.Array:
    """A feature as float64 (numbers, booleans, decimals) or string; Arrow type null as float64."""
    if is_text(column.type):
        return column.cast(pa.string())
    kind = column.type
    if (
        pt.is_floating(kind)
        or pt.is_integer(kind)
        or pt.is_boolean(kind)
        or pt.is_decimal(kind)
        or pt.is_null(kind)
    ):
        return column.cast(pa.float64(), safe=False)
    raise ExamplesError(f"Feature '{name}' has type {kind}; cast it to a number or a string in SQL.")


def plain_keys(batch: pa.RecordBatch, keys: Mapping[str, pa.DataType]) -> dict[str, pa.Array]:
    """The key columns cast to their declared types; none may be absent or null."""
    missing = [name for name in keys if name not in batch.schema.names]
    if missing:
        raise ExamplesError(f"The rows lack the column(s) {', '.join(missing)}.")
    columns = {name: batch.column(name).cast(kind) for name, kind in keys.items()}
    nulls = [name for name, column in columns.items() if column.null_count]
    if nulls:
        raise ExamplesError(f"The column(s) {', '.join(nulls)} hold nulls; every row needs them.")
    return columns


def numbers(column: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """A float64 column as a contiguous array (rows,), everything that is not finite as NaN."""
    values = np.array(column.to_numpy(zero_copy_only=False), dtype=np.float64)  # a copy: Arrow's is read-only
    values[~np.isfinite(values)] = np.nan
    return values


def training_examples(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[str, pa.Table]]:
    """Yield (prediction_name, its table) one prediction at a time; the stream is ordered by prediction_name.

    Memory is bounded by the largest prediction. Columns of each table: TRAINING_KEYS, the folds, then the
    features by name, so that the order of the columns read does not matter. Raises ExamplesError for rows
    that break the schema.
    """
    current, parts, seen = None, [], set()
    for batch in batches:
        if not batch.num_rows:
            continue
        plain = _plain_examples(batch)
        names = plain.column("prediction_name")
        starts = [0, *(np.flatnonzero(pc.not_equal(names[1:], names[:-1])) + 1).tolist(), len(names)]
        for start, stop in zip(starts[:-1], starts[1:], strict=True):
            name = names[start].as_py()
            if name != current:
                if parts:
                    yield current, _table(parts)
                if name in seen:
                    raise ExamplesError(
                        f"The rows of prediction '{name}' are not contiguous; order the examples."
                    )
                seen.add(name)
                current, parts = name, []
            parts.append(plain.slice(start, stop - start))
    if parts:
        yield current, _table(parts)


def origins(examples: pa.Table) -> Iterator[tuple[int, pa.Table]]:
    """Yield (origin, the rows that its model learns from, with their FOLD), the latest origin first."""
    folds = {
        name: int(FOLD_OF.fullmatch(name)[1]) for name in examples.column_names if FOLD_OF.fullmatch(name)
    }
    for name in sorted(folds, key=folds.get):
        rows = examples.filter(pc.is_valid(examples[name]))
        if rows.num_rows:
            fold = rows[name]
            yield folds[name], rows.drop_columns(list(folds)).add_column(len(TRAINING_KEYS), FOLD, fold)


def feature_columns(examples: pa.Table) -> list[str]:
    """The columns of the rows of one origin that a model may read."""
    return [name for name in examples.column_names if name not in (*TRAINING_KEYS, FOLD, SEGMENT)]


def digest(table: pa.Table) -> str:
    """SHA-256 of a table's names, types and values; the same however the rows were cut into batches."""
    whole = hashlib.sha256()
    for name, column in zip(table.column_names, table.columns, strict=True):
        array = column.combine_chunks()
        whole.update(f"{name}\0{array.type}\0".encode())
        whole.update(array.is_valid().to_numpy(zero_copy_only=False).tobytes())
        if pt.is_string(array.type):
            whole.update(pc.fill_null(pc.binary_length(array), 0).to_numpy().tobytes())
            whole.update("".join(array.drop_null().to_pylist()).encode())
        else:
            plain = array.cast(pa.int32()) if pt.is_date32(array.type) else array
            whole.update(pc.fill_null(plain, 0).to_numpy().tobytes())
    return whole.hexdigest()


def _plain_examples(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = plain_keys(batch, TRAINING_KEYS)
    folds = [name for name in batch.schema.names if FOLD_OF.fullmatch(name)]
    if not folds:
        raise ExamplesError("The rows lack the column fold_of_origin_1.")
    for name in folds:
        columns[name] = batch.column(name).cast(pa.string())
        if not pc.all(pc.is_in(columns[name].drop_null(), pa.array(FOLDS)), min_count=0).as_py():
            raise ExamplesError(f"The column {name} may hold only {', '.join(FOLDS)}.")
    if not pc.all(pc.is_in(columns["label"], pa.array([0, 1]))).as_py():
        raise ExamplesError("The column label may hold only 0 and 1.")
    for name in sorted(set(batch.schema.names) - set(columns)):
        columns[name] = plain_feature(name, batch.column(name))
    return pa.RecordBatch.from_pydict(columns)


def _table(parts: list[pa.RecordBatch]) -> pa.Table:
    if any(not part.schema.equals(parts[0].schema) for part in parts):
        raise ExamplesError("The batches of one stream differ in columns or types.")
    return pa.Table.from_batches(parts)
