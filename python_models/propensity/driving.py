"""What moves the scores of many people: how large the contributions of each feature are, and which way."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from propensity.design import feature_names
from propensity.examples import numbers
from propensity.explaining import Explainer, as_text
from propensity.scoring import Rows, rows_by_model

DRIVERS = pa.schema(
    [
        ("prediction_name", pa.string()),
        ("model_version", pa.string()),
        ("feature", pa.string()),
        ("importance", pa.float64()),  # mean size of its contribution, log-odds
        ("correlation", pa.float64()),  # of its value with its contribution; null for categories
        ("typical_value", pa.string()),
    ]
)


def drivers(batches: Iterable[pa.RecordBatch], artifacts: Iterable[Mapping[str, Any]]) -> pa.Table:
    """One row of DRIVERS per model and feature that it reads, over all rows of the batches.

    batches, artifacts: as `propensity.score` takes them; the same order of rows gives the same bits.
    """
    tallies: dict[str, _Tally] = {}
    for parts in rows_by_model(batches, artifacts):
        for part in parts:
            version = part.model["model_version"]
            if version not in tallies:
                tallies[version] = _Tally(part.model)
            tallies[version].add(part)
    found = [row for tally in tallies.values() for row in tally.rows()]
    return pa.Table.from_pylist(found, schema=DRIVERS)


class _Tally:
    """What adds up over the batches of one model: sizes of contributions, and moments with their values."""

    def __init__(self, model: Mapping[str, Any]):
        self.model = model
        self.explainer = Explainer(model)
        self.names = feature_names(model["design"])
        self.examples = 0
        self.sizes = np.zeros(len(self.names))
        self.moments = np.zeros((len(self.names), 6))

    def add(self, rows: Rows) -> None:
        parts = self.explainer.contributions(rows.matrix)
        self.examples += len(parts)
        self.sizes += np.abs(parts).sum(axis=0)
        for at, name in enumerate(self.names):
            if name not in self.model["design"]["categories"]:
                # cube roots, as the regression reads them: no single huge value decides the direction
                values = np.cbrt(numbers(rows.features[name]))
                known = ~np.isnan(values)
                x, y = values[known], parts[known, at]
                self.moments[at] += len(x), x.sum(), y.sum(), (x * x).sum(), (y * y).sum(), (x * y).sum()

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "prediction_name": self.model["prediction_name"],
                "model_version": self.model["model_version"],
                "feature": name,
                "importance": float(size) / self.examples,
                "correlation": _correlation(*moments),
                "typical_value": as_text(self.model["typical"][name]),
            }
            for name, size, moments in zip(self.names, self.sizes, self.moments, strict=True)
        ]


def _correlation(n: float, x: float, y: float, xx: float, yy: float, xy: float) -> float | None:
    """Pearson's, from sums; nothing where either does not vary beyond rounding."""
    if not n:
        return None
    spread_x, spread_y = xx - x * x / n, yy - y * y / n
    if spread_x <= 1e-9 * xx or spread_y <= 1e-9 * yy:
        return None
    return float((xy - x * y / n) / np.sqrt(spread_x * spread_y))
