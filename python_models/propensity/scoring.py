"""Scoring: people's features to calibrated propensities, batch by batch."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

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
from propensity.schemas import PROPENSITIES, SCORING_KEYS


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
    rows = artifacts.to_pylist() if isinstance(artifacts, pa.Table | pa.RecordBatch) else list(artifacts)
    stored = {row["prediction_name"]: row for row in rows}
    if len(stored) < len(rows):
        raise ArtifactError("There are several models of one prediction; pass the one to score with.")
    loaded: dict[str, dict[str, Any]] = {}
    threads = ThreadpoolController()  # finding the thread pools takes longer than scoring a small batch
    for batch in batches:
        keys = plain_keys(batch, SCORING_KEYS)
        parts = []
        for name in keys["prediction_name"].unique().to_pylist():
            if name in stored:
                if name not in loaded:
                    loaded[name] = load_model(stored[name])
                at = np.flatnonzero(pc.equal(keys["prediction_name"], name).to_numpy(zero_copy_only=False))
                parts.append((at, loaded[name], _propensities(batch, at, loaded[name], threads)))
        if parts:
            yield _in_order(keys, parts)


def _propensities(
    batch: pa.RecordBatch, at: np.ndarray, model: Mapping[str, Any], threads: ThreadpoolController
) -> np.ndarray:
    design = model["design"]
    _check_features(batch.schema, model)
    whole = len(at) == batch.num_rows
    features = {}
    for name in feature_names(design):
        column = batch.column(name) if whole else batch.column(name).take(pa.array(at))
        features[name] = plain_feature(name, column)
    # One thread: batches are small, and engines run many of these processes side by side.
    with threads.limit(limits=1):
        matrix = design_matrix(features, len(at), design)
        return propensities(
            log_odds(model["estimators"], matrix), Sigmoid(model["slope"], model["intercept"])
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


def _in_order(keys: Mapping[str, pa.Array], parts: list) -> pa.RecordBatch:
    at = np.concatenate([rows for rows, _, _ in parts])
    versions = np.concatenate(
        [np.full(len(rows), model["model_version"], object) for rows, model, _ in parts]
    )
    values = np.concatenate([scores for _, _, scores in parts])
    order = np.argsort(at)
    rows = pa.array(at[order])
    columns = {name: column.take(rows) for name, column in keys.items()}
    columns["model_version"] = pa.array(versions[order], pa.string())
    columns["propensity"] = pa.array(values[order], pa.float64())
    return pa.RecordBatch.from_arrays([columns[name] for name in PROPENSITIES.names], schema=PROPENSITIES)
