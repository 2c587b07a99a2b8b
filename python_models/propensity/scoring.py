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
from propensity.rules import plain_rule_features, rule_scores
from propensity.schemas import MODELS, SCORING_KEYS

PROPENSITIES = pa.schema(
    [
        ("prediction_name", pa.string()),
        ("model_version", pa.string()),
        ("person_id", pa.string()),
        ("feature_date", pa.date32()),
        ("propensity", pa.float64()),
    ]
)

BESIDE_RULES = PROPENSITIES.append(pa.field("baseline_score", pa.float64()))


class Rows(NamedTuple):
    """The rows of a batch that one model is for."""

    at: np.ndarray  # their places in the batch
    keys: Mapping[str, pa.Array]  # SCORING_KEYS
    model: Mapping[str, Any]
    features: Mapping[str, pa.Array]  # the plain features that the model reads
    matrix: np.ndarray  # its design matrix (rows, columns)
    batch: pa.RecordBatch  # all columns of these rows


def score(
    batches: Iterable[pa.RecordBatch], artifacts: Iterable[Mapping[str, Any]]
) -> Iterator[pa.RecordBatch]:
    """Yield a batch of PROPENSITIES for each batch (SCORING_KEYS and features) with rows to score.

    artifacts: one mapping a prediction (or a pyarrow Table): prediction_name, model_version, artifact,
    artifact_sha256, sklearn_version. Where rows have a column model_version, there may be several models of a
    prediction, and each row is scored by its own. Rows without a model are left out, extra columns ignored.

    The order of rows is kept, and a row's propensity does not depend on the rows around it. A model is
    checked and loaded at the first row that needs it. Raises ArtifactError, MissingFeaturesError and
    ExamplesError.
    """
    threads = ThreadpoolController()  # finding the thread pools takes longer than scoring a small batch
    for parts in rows_by_model(batches, artifacts):
        # One thread: batches are small, and engines run many of these processes side by side.
        with threads.limit(limits=1):
            yield _in_order(parts, [_propensities(rows) for rows in parts])


def score_beside_rules(
    batches: Iterable[pa.RecordBatch], artifacts: Iterable[Mapping[str, Any]]
) -> Iterator[pa.RecordBatch]:
    """Yield what `score` yields, with what each model's naive rule ranks the row by: BESIDE_RULES."""
    threads = ThreadpoolController()
    for parts in rows_by_model(batches, artifacts):
        with threads.limit(limits=1):
            rules = [
                rule_scores(rows.model["rule"], plain_rule_features(rows.batch, rows.model["rule"]))
                for rows in parts
            ]
            yield _in_order(
                parts, [_propensities(rows) for rows in parts], BESIDE_RULES, baseline_score=rules
            )


def kept(
    models: pa.Table,
    unchanged: Iterable[Mapping[str, Any]],
    standing: Iterable[Mapping[str, Any]],
    graded: Iterable[Mapping[str, Any]],
    schema: pa.Schema,
) -> pa.Table:
    """The rows of MODELS, of origin 1 and more, that a build may take over from the one before it.

    models: what that one trained, with the columns of MODELS. unchanged: mappings (a pyarrow Table will do)
    of the prediction_name of those that would learn from the same rows. standing: the models of earlier days
    that may go on scoring. graded: the prediction_name and model_version of those that have a grade.

    A prediction is kept whole or not at all: where its latest model can score rows of the schema, and none
    stands that has no grade yet.
    """
    rows = [row for row in mappings(models) if row["origin"] >= 1]
    has_grade = {(row["prediction_name"], row["model_version"]) for row in mappings(graded)}
    names = {row["prediction_name"] for row in mappings(unchanged)}
    names -= {row["prediction_name"] for row in rows if row["origin"] == 1 and not _can_score(row, schema)}
    names -= {
        row["prediction_name"]
        for row in mappings(standing)
        if (row["prediction_name"], row["model_version"]) not in has_grade and _can_score(row, schema)
    }
    stay = [{name: row[name] for name in MODELS.names} for row in rows if row["prediction_name"] in names]
    return pa.Table.from_pylist(stay, schema=MODELS)


def with_standing(models: pa.Table, standing: Iterable[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """Add to rows of MODELS, as origin 0, the models of earlier days that may go on scoring.

    standing: mappings (a pyarrow Table will do) of the columns of MODELS but origin. Left out is one that is
    the latest model of its prediction, cannot be read any more, or reads features that rows of the schema
    lack or have as another type.
    """
    trained = models.to_pylist()
    asked = {row["prediction_name"] for row in trained}
    latest = {(row["prediction_name"], row["model_version"]) for row in trained}
    others = [
        {name: {**row, "origin": 0}[name] for name in MODELS.names}
        for row in mappings(standing)
        if row["prediction_name"] in asked
        and (row["prediction_name"], row["model_version"]) not in latest
        and _can_score(row, schema)
    ]
    return pa.concat_tables([models, pa.Table.from_pylist(others, schema=MODELS)])


def mappings(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Rows as mappings, whether they come as those or as an Arrow table."""
    return rows.to_pylist() if isinstance(rows, pa.Table | pa.RecordBatch) else list(rows)


def _can_score(row: Mapping[str, Any], schema: pa.Schema) -> bool:
    try:
        model = load_model(row)
        _check_features(schema, model)
        plain_rule_features(schema.empty_table(), model["rule"])
    except (ArtifactError, MissingFeaturesError):
        return False
    return True


def rows_by_model(
    batches: Iterable[pa.RecordBatch], artifacts: Iterable[Mapping[str, Any]]
) -> Iterator[list[Rows]]:
    """Yield, for each batch with rows of any model, those rows model by model; `score` says of what."""
    stored: dict[str, dict[tuple[str, str], Mapping[str, Any]]] = {}
    for row in mappings(artifacts):
        stored.setdefault(row["prediction_name"], {})[row["model_version"]] = row
    loaded: dict[tuple[str, str], dict[str, Any]] = {}
    for batch in batches:
        keys = plain_keys(batch, SCORING_KEYS)
        parts = []
        for name, version, at in _asked(batch, keys, stored):
            if (name, version) not in loaded:
                loaded[name, version] = load_model(stored[name][version])
            parts.append(_rows(batch, keys, at, loaded[name, version]))
        if parts:
            yield parts


def _asked(
    batch: pa.RecordBatch, keys: Mapping[str, pa.Array], stored: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, str, np.ndarray]]:
    """Yield the stored models that rows of a batch are for: prediction_name, model_version, places."""
    for name in keys["prediction_name"].unique().to_pylist():
        is_asked = pc.equal(keys["prediction_name"], name)
        if name not in stored:
            continue
        if "model_version" not in batch.schema.names:
            if len(stored[name]) > 1:
                raise ArtifactError(
                    f"There are several models of '{name}', and the rows have no model_version."
                )
            yield name, *stored[name], np.flatnonzero(is_asked.to_numpy(zero_copy_only=False))
            continue
        versions = batch.column("model_version").cast(pa.string())
        for version in versions.filter(is_asked).unique().to_pylist():
            if version in stored[name]:
                rows = pc.and_(is_asked, pc.equal(versions, version))
                yield name, version, np.flatnonzero(pc.fill_null(rows, False).to_numpy(zero_copy_only=False))


def _rows(
    batch: pa.RecordBatch, keys: Mapping[str, pa.Array], at: np.ndarray, model: Mapping[str, Any]
) -> Rows:
    design = model["design"]
    _check_features(batch.schema, model)
    if len(at) < batch.num_rows:
        batch = batch.take(pa.array(at))
        keys = {name: column.take(pa.array(at)) for name, column in keys.items()}
    features = {name: plain_feature(name, batch.column(name)) for name in feature_names(design)}
    return Rows(at, keys, model, features, design_matrix(features, len(at), design), batch)


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


def _in_order(
    parts: list[Rows], scores: list[np.ndarray], schema: pa.Schema = PROPENSITIES, **more: list[np.ndarray]
) -> pa.RecordBatch:
    order = pa.array(np.argsort(np.concatenate([rows.at for rows in parts])))
    columns = {
        name: pa.concat_arrays([rows.keys[name] for rows in parts]).take(order) for name in SCORING_KEYS
    }
    versions = [np.full(len(rows.at), rows.model["model_version"], object) for rows in parts]
    columns["model_version"] = pa.array(np.concatenate(versions), pa.string()).take(order)
    for name, values in {"propensity": scores, **more}.items():
        columns[name] = pa.array(np.concatenate(values), pa.float64()).take(order)
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)
