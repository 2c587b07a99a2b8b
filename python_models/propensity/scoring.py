"""Scoring: people's features to calibrated propensities, batch by batch."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt
from threadpoolctl import ThreadpoolController

from propensity.artifacts import load_model
from propensity.calibration import Sigmoid, propensities
from propensity.design import design_matrix, feature_names
from propensity.errors import ArtifactError, MissingFeaturesError
from propensity.estimators import log_odds
from propensity.examples import is_text, plain_feature, plain_keys
from propensity.schemas import SCORING_KEYS

PROPENSITIES = pa.schema(
    [
        ("prediction_name", pa.string()),
        ("model_version", pa.string()),
        ("person_id", pa.string()),
        ("feature_date", pa.date32()),
        ("propensity", pa.float64()),
    ]
)


class Rows(NamedTuple):
    """The rows of a batch that one model is for."""

    at: np.ndarray  # their places in the batch
    keys: Mapping[str, pa.Array]  # SCORING_KEYS
    model: Mapping[str, Any]
    features: Mapping[str, pa.Array]  # the plain features that the model reads
    matrix: np.ndarray  # its design matrix (rows, columns)


def score(
    batches: Iterable[pa.RecordBatch], artifacts: Iterable[Mapping[str, Any]]
) -> Iterator[pa.RecordBatch]:
    """Yield a batch of PROPENSITIES for each batch (SCORING_KEYS and features) with rows to score.

    artifacts: one mapping a prediction (or a pyarrow Table): prediction_name, model_version, artifact,
    artifact_sha256, sklearn_version. Rows of a prediction without one are left out, extra columns ignored.

    The order of rows is kept, and a row's propensity does not depend on the rows around it. A model is
    checked and loaded at the first row that needs it. Raises ArtifactError, MissingFeaturesError and
    ExamplesError.
    """
    threads = ThreadpoolController()  # finding the thread pools takes longer than scoring a small batch
    for parts in rows_by_model(batches, artifacts):
        # One thread: batches are small, and engines run many of these processes side by side.
        with threads.limit(limits=1):
            yield _in_order(parts, [_propensities(rows) for rows in parts])


def rows_by_model(
    batches: Iterable[pa.RecordBatch], artifacts: Iterable[Mapping[str, Any]]
) -> Iterator[list[Rows]]:
    """Yield, for each batch with rows of any model, those rows model by model; `score` says of what."""
    rows = artifacts.to_pylist() if isinstance(artifacts, pa.Table | pa.RecordBatch) else list(artifacts)
    stored = {row["prediction_name"]: row for row in rows}
    if len(stored) < len(rows):
        raise ArtifactError("There are several models of one prediction; pass the one to score with.")
    loaded: dict[str, dict[str, Any]] = {}
    for batch in batches:
        keys = plain_keys(batch, SCORING_KEYS)
        parts = []
        for name in keys["prediction_name"].unique().to_pylist():
            if name in stored:
                if name not in loaded:
                    loaded[name] = load_model(stored[name])
                at = np.flatnonzero(pc.equal(keys["prediction_name"], name).to_numpy(zero_copy_only=False))
                parts.append(_rows(batch, keys, at, loaded[name]))
        if parts:
            yield parts


def _rows(
    batch: pa.RecordBatch, keys: Mapping[str, pa.Array], at: np.ndarray, model: Mapping[str, Any]
) -> Rows:
    design = model["design"]
    _check_features(batch.schema, model)
    taken = None if len(at) == batch.num_rows else pa.array(at)
    features = {}
    for name in feature_names(design):
        column = batch.column(name)
        features[name] = plain_feature(name, column if taken is None else column.take(taken))
    if taken is not None:
        keys = {name: column.take(taken) for name, column in keys.items()}
    return Rows(at, keys, model, features, design_matrix(features, len(at), design))


def _propensities(rows: Rows) -> np.ndarray:
    model = rows.model
    return propensities(
        log_odds(model["estimators"], rows.matrix), Sigmoid(model["slope"], model["intercept"])
    )


def _check_features(schema: pa.Schema, model: Mapping[str, Any]) -> None:
    design = model["design"]
    names = feature_names(design)
    whose = f"The model of prediction '{model['prediction_name']}', version {model['model_version']},"
    if missing := [name for name in names if name not in schema.names]:
        raise MissingFeaturesError(
            f"{whose} needs features that the rows lack: {', '.join(missing)}. "
            "Build the features it was trained on, or rebuild the model."
        )
    types = {name: schema.field(name).type for name in names}
    text = {name for name, kind in types.items() if is_text(kind)}
    known = {name for name, kind in types.items() if not pt.is_null(kind)}
    if changed := [
        name for name in names if name in known and (name in text) != (name in design["categories"])
    ]:
        raise MissingFeaturesError(
            f"{whose} was trained on another type of {', '.join(changed)}: numbers where it now gets "
            "strings or the reverse. Build the features it was trained on, or rebuild the model."
        )


def _in_order(parts: list[Rows], scores: list[np.ndarray]) -> pa.RecordBatch:
    order = pa.array(np.argsort(np.concatenate([rows.at for rows in parts])))
    columns = {
        name: pa.concat_arrays([rows.keys[name] for rows in parts]).take(order) for name in SCORING_KEYS
    }
    versions = [np.full(len(rows.at), rows.model["model_version"], object) for rows in parts]
    columns["model_version"] = pa.array(np.concatenate(versions), pa.string()).take(order)
    columns["propensity"] = pa.array(np.concatenate(scores), pa.float64()).take(order)
    return pa.RecordBatch.from_arrays([columns[name] for name in PROPENSITIES.names], schema=PROPENSITIES)
