"""Features to the design matrix both estimators read: numbers, missing indicators, one-hot categories.

Categories are one-hot rather than native splits of the trees, so that every column is a number with an order
and a prediction can be explained column by column. The columns are settled on the rows an estimator is fitted
on.
"""

from collections.abc import Mapping, Set
from typing import TypedDict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt
from scipy.special import rel_entr

from propensity.examples import numbers

# A category is frequent with 1 % of the humans and at least 20: fewer hardly support a coefficient of their
# own, and a value that stands for one human must never become a column, on however many dates it stands.
FREQUENT_SHARE = 0.01
FREQUENT_HUMANS = 20
MAX_CATEGORIES = 30

# Details (shares, gaps, properties) are many, and most say nothing: so many at most are read.
MOST_DETAILS = 100
PARTS = 8  # of the rows, by size, in which a detail is held against the labels

# What a design column holds, besides 0, 1, ... = one-hot of that category and len(categories) = one-hot of
# all others.
NUMBER = -1
MISSING = -2


class Design(TypedDict):
    """The columns of the matrix as [feature, what]; the frequent categories of each string feature."""

    columns: list[tuple[str, int]]
    categories: dict[str, list[str]]


def fit_design(features: pa.Table, humans: pa.ChunkedArray) -> tuple[Design, np.ndarray]:
    """Settle the columns on these rows and return them with the matrix (rows, columns) of the same rows.

    humans: whose row each is.

    Constant columns and exact copies of an earlier column are dropped: no information, and copies would
    weaken the penalty on what they copy.
    """
    categories = {name: _frequent(column, humans) for name, column in _strings(features)}
    candidates: list[tuple[str, int]] = []
    for name in features.column_names:
        codes = range(len(categories[name]) + 1) if name in categories else [NUMBER]
        candidates += [(name, code) for code in [*codes, MISSING]]
    columns, arrays, seen = [], [], set()
    for column, values in zip(candidates, _arrays(features, candidates, categories), strict=True):
        unknown = np.isnan(values)
        if unknown.all() or (not unknown.any() and (values == values[0]).all()):
            continue
        if unknown.any() and np.nanmin(values) == np.nanmax(values):
            continue  # one value or unknown: its missing indicator says the same
        fingerprint = (values + 0.0).tobytes()  # + 0.0 turns -0.0 into 0.0
        if fingerprint not in seen:
            seen.add(fingerprint)
            columns.append(column)
            arrays.append(values)
    used = {name for name, _ in columns}
    design: Design = {"columns": columns, "categories": {k: v for k, v in categories.items() if k in used}}
    return design, _stack(arrays, features.num_rows)


def telling_details(
    features: pa.Table, labels: np.ndarray, humans: pa.ChunkedArray, details: Set[str]
) -> list[str]:
    """The names of the features without the details that say least of the labels alone, in their order.

    A detail is cut into PARTS of the rows, unknown values apart, and ranked by the likelihood-ratio statistic
    (Woolf 1957) of the labels in them, less its degrees of freedom.
    """
    told = {
        name: _association(_parts(features[name], humans), labels)
        for name in features.column_names
        if name in details
    }
    kept = set(sorted(told, key=lambda name: (-told[name], name))[:MOST_DETAILS])
    return [name for name in features.column_names if name not in details or name in kept]


def design_matrix(features: Mapping[str, pa.Array] | pa.Table, rows: int, design: Design) -> np.ndarray:
    """The matrix (rows, columns) of a settled design: float64, column-major, NaN = unknown."""
    return _stack(_arrays(features, design["columns"], design["categories"]), rows)


def feature_names(design: Design) -> list[str]:
    """The features the design reads, in its order."""
    return list(dict.fromkeys(name for name, _ in design["columns"]))


def _arrays(features, columns, categories):
    """Yield each design column; the columns of one feature follow each other, so it is converted once."""
    name_now, values, unknown = None, None, None
    for name, code in columns:
        if name != name_now:
            name_now = name
            if name in categories:
                values, unknown = _codes(features[name], categories[name])
            else:
                values = numbers(features[name])
                unknown = np.isnan(values)
        if code == NUMBER:
            yield values
        else:
            yield (unknown if code == MISSING else values == code).astype(np.float64)


def _parts(column: pa.ChunkedArray, humans: pa.ChunkedArray) -> np.ndarray:
    """In which part (rows,) of the rows each value is, from 0; those of the unknown are one more."""
    if pt.is_string(column.type):
        return _codes(column, _frequent(column, humans))[0] + 1
    values = numbers(column)
    known = ~np.isnan(values)
    if not known.any():
        return np.zeros(len(values), int)
    cuts = np.unique(np.quantile(values[known], np.arange(1, PARTS) / PARTS, method="lower"))
    return np.where(known, np.searchsorted(cuts, values) + 1, 0)


def _association(parts: np.ndarray, labels: np.ndarray) -> float:
    """The likelihood-ratio statistic of labels in parts, less its degrees of freedom."""
    observed = np.stack([np.bincount(parts, 1 - labels), np.bincount(parts, labels)])
    observed = observed[:, observed.sum(axis=0) > 0]
    expected = observed.sum(axis=1, keepdims=True) * observed.sum(axis=0) / len(labels)
    return float(2 * rel_entr(observed, expected).sum() - (observed.shape[1] - 1))


def _codes(column: pa.Array | pa.ChunkedArray, frequent: list[str]) -> tuple[np.ndarray, np.ndarray]:
    position = pc.index_in(column.cast(pa.string()), pa.array(frequent, pa.string()))
    unknown = (
        column.is_null().to_numpy(zero_copy_only=False)
        if isinstance(column, pa.Array)
        else column.is_null().to_numpy()
    )
    codes = pc.fill_null(position, len(frequent)).to_numpy()
    return np.where(unknown, -1, codes), unknown


def _frequent(column: pa.ChunkedArray, humans: pa.ChunkedArray) -> list[str]:
    holders = pa.table({"value": column, "human": humans})
    counts = holders.group_by("value").aggregate([("human", "count_distinct")]).to_pylist()
    least = max(FREQUENT_HUMANS, FREQUENT_SHARE * pc.count_distinct(humans).as_py())
    kept = sorted(
        (-count["human_count_distinct"], count["value"])
        for count in counts
        if count["value"] is not None and count["human_count_distinct"] >= least
    )
    return [value for _, value in kept[:MAX_CATEGORIES]]


def _strings(features: pa.Table):
    pairs = zip(features.column_names, features.columns, strict=True)
    return [(name, column) for name, column in pairs if pt.is_string(column.type)]


def _stack(arrays, rows: int) -> np.ndarray:
    arrays = list(arrays)
    matrix = np.empty((rows, len(arrays)), order="F")
    for position, values in enumerate(arrays):
        matrix[:, position] = values
    return matrix
