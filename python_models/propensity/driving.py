"""What moves the scores of many people: how large contributions are, of one feature or of several together.

Features pull together or against each other, so what an event or a source moves is the size of the sum of
the contributions of its features, not the sum of their sizes. Rows of one human repeat each other: the
standard error of a mean over rows is that of a ratio of two sums over humans, each drawn whole (Cochran,
"Sampling Techniques", 1977, chapter 6).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from propensity.design import feature_names
from propensity.errors import ExamplesError
from propensity.examples import numbers
from propensity.explaining import Explainer, as_text
from propensity.scoring import Rows, mappings, rows_by_model

BANDS = ("high", "low")

DRIVERS = pa.schema(
    [
        ("prediction_name", pa.string()),
        ("model_version", pa.string()),
        ("kind", pa.string()),  # feature, topic or source
        ("name", pa.string()),  # of the feature, or of what its features are of
        ("importance", pa.float64()),  # mean size of its contribution, log-odds
        ("standard_error", pa.float64()),  # of importance, humans as units; null of a single human
        *[
            (f"{band}_{measure}", pa.float64())  # the same, and the signed mean, among the rows of a band
            for band in BANDS
            for measure in ("importance", "contribution")
        ],
        ("correlation", pa.float64()),  # of a feature's value with its contribution; null for categories
        ("topic_correlation", pa.float64()),  # of a feature's value with the contribution of its topic
        ("typical_value", pa.string()),
    ]
)


def drivers(
    batches: Iterable[pa.RecordBatch],
    artifacts: Iterable[Mapping[str, Any]],
    catalog: Iterable[Mapping[str, str]] = (),
    known: Iterable[Mapping[str, Any]] = (),
) -> pa.Table:
    """One row of DRIVERS per model and feature that it reads, topic and source of these, over all rows.

    batches, artifacts: as `propensity.score` takes them, with the columns human_id and propensity_band
    (one of BANDS, or anything else); the rows of one human follow each other. The same order of rows gives
    the same bits.

    catalog: mappings (a pyarrow Table will do) of `feature` to its `topic` and `source_name`; a feature that
    has no mapping is of no topic and no source.

    known: rows of DRIVERS as mappings (a pyarrow Table will do), for models that no batch has rows of.

    Raises ExamplesError where the rows of a human are apart.
    """
    rows = mappings(catalog)
    models = mappings(artifacts)
    groups = {
        kind: {row["feature"]: row[column] for row in rows}
        for kind, column in (("topic", "topic"), ("source", "source_name"))
    }
    tallies: dict[tuple[str, str], _Tally] = {}
    for parts in rows_by_model(batches, models):
        for part in parts:
            version = _version(part.model)
            if version not in tallies:
                tallies[version] = _Tally(part.model, groups)
            tallies[version].add(part)
    found = [row for tally in tallies.values() for row in tally.rows()]
    unseen = {_version(model) for model in models} - set(tallies)
    found += [
        {name: row[name] for name in DRIVERS.names} for row in mappings(known) if _version(row) in unseen
    ]
    return pa.Table.from_pylist(found, schema=DRIVERS)


def _version(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["prediction_name"], row["model_version"]


class _Tally:
    """What adds up over the batches of one model: of each thing sizes, and of features moments of values."""

    def __init__(self, model: Mapping[str, Any], groups: Mapping[str, Mapping[str, str]]):
        self.model = model
        self.explainer = Explainer(model)
        self.features = feature_names(model["design"])
        self.things = [("feature", name) for name in self.features]
        self.members = [[at] for at in range(len(self.features))]
        for kind, group_of in groups.items():
            found: dict[str, list[int]] = {}
            for at, name in enumerate(self.features):
                if name in group_of:
                    found.setdefault(group_of[name], []).append(at)
            self.things += [(kind, name) for name in found]
            self.members += list(found.values())
        topic_of = groups["topic"]
        self.topic_at = [
            self.things.index(("topic", topic_of[name])) if name in topic_of else at
            for at, name in enumerate(self.features)
        ]
        self.people = _Clusters(len(self.things))
        self.in_band = {band: np.zeros((3, len(self.things))) for band in BANDS}
        self.moments = np.zeros((len(self.features), 9))

    def add(self, rows: Rows) -> None:
        parts = self.explainer.contributions(rows.matrix)
        # column by column: numpy adds up many columns of one row in another order than those of many rows
        sums = np.stack([sum(parts[:, one] for one in at) for at in self.members], axis=1)
        sizes = np.abs(sums)
        self.people.add(rows.batch.column("human_id").to_pylist(), sizes)
        bands = np.array(rows.batch.column("propensity_band").to_pylist(), object)
        for band, total in self.in_band.items():
            here = bands == band
            total += [here.sum() * np.ones(len(self.things)), sizes[here].sum(axis=0), sums[here].sum(axis=0)]
        for at, name in enumerate(self.features):
            if name not in self.model["design"]["categories"]:
                # cube roots, as the regression reads them: no single huge value decides the direction
                values = np.cbrt(numbers(rows.features[name]))
                known = ~np.isnan(values)
                x, y, t = values[known], sums[known, at], sums[known, self.topic_at[at]]
                self.moments[at] += (
                    len(x),
                    x.sum(),
                    (x * x).sum(),
                    y.sum(),
                    (y * y).sum(),
                    (x * y).sum(),
                    t.sum(),
                    (t * t).sum(),
                    (x * t).sum(),
                )

    def rows(self) -> list[dict[str, Any]]:
        means, errors = self.people.means()
        found = []
        for at, (kind, name) in enumerate(self.things):
            row = {
                "prediction_name": self.model["prediction_name"],
                "model_version": self.model["model_version"],
                "kind": kind,
                "name": name,
                "importance": float(means[at]),
                "standard_error": None if errors is None else float(errors[at]),
            }
            for band, total in self.in_band.items():
                examples, size, signed = total[:, at]
                row[f"{band}_importance"] = float(size / examples) if examples else None
                row[f"{band}_contribution"] = float(signed / examples) if examples else None
            if kind == "feature":
                n, x, xx, *of_own_and_topic = self.moments[at]
                row["correlation"] = _correlation(n, x, xx, *of_own_and_topic[:3])
                row["topic_correlation"] = _correlation(n, x, xx, *of_own_and_topic[3:])
                row["typical_value"] = as_text(self.model["typical"][name])
            found.append(row)
        return found


class _Clusters:
    """Sums over rows that come human by human, from which means over rows and their errors follow."""

    def __init__(self, columns: int):
        self.seen: set[str] = set()
        self.human: str | None = None  # whose rows may go on in the next batch
        self.open = np.zeros(columns + 1)  # the sums of its rows, and their number
        self.closed = np.zeros(columns + 1)  # the sums of all humans before it
        self.squares = np.zeros((2, columns + 1))  # of those sums, and of their products with the numbers

    def add(self, humans: Sequence[str], values: np.ndarray) -> None:
        """Adds rows (rows, columns) of the humans (rows,)."""
        starts = [at for at, human in enumerate(humans) if at == 0 or human != humans[at - 1]]
        sums = np.add.reduceat(np.column_stack([values, np.ones(len(values))]), starts, axis=0)
        for at, total in zip(starts, sums, strict=True):
            if humans[at] != self.human:
                if humans[at] in self.seen:
                    raise ExamplesError("The rows of one human are apart; order the holdout by human_id.")
                self._close()
                self.human = humans[at]
                self.seen.add(humans[at])
            self.open += total

    def means(self) -> tuple[np.ndarray, np.ndarray | None]:
        """Means (columns,) and standard errors, None of a single human; no more rows may be added."""
        self._close()
        *sums, rows = self.closed
        squares, products = self.squares
        means = np.array(sums) / rows
        if len(self.seen) < 2:
            return means, None
        spread = squares[:-1] - 2 * means * products[:-1] + means**2 * squares[-1]
        return means, np.sqrt(len(self.seen) / (len(self.seen) - 1) * np.maximum(spread, 0)) / rows

    def _close(self) -> None:
        self.closed += self.open
        self.squares += self.open**2, self.open * self.open[-1]
        self.open[:] = 0


def _correlation(n: float, x: float, xx: float, y: float, yy: float, xy: float) -> float | None:
    """Pearson's, from sums; nothing where either does not vary beyond rounding."""
    if not n:
        return None
    spread_x, spread_y = xx - x * x / n, yy - y * y / n
    if spread_x <= 1e-9 * xx or spread_y <= 1e-9 * yy:
        return None
    return float((xy - x * y / n) / np.sqrt(spread_x * spread_y))
