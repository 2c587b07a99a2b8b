"""What a model would say without a source: trained again on the same rows, without what that source sends."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import threadpool_limits

from propensity.design import design_matrix, feature_names
from propensity.estimators import log_odds, members
from propensity.examples import feature_columns, training_examples
from propensity.fitting import fit_estimators
from propensity.schemas import FOLD

# which rows are learnt from; the others, where it is null, are held out
LEARNT = f"{FOLD}_1"

WITHOUT_SOURCES = pa.schema(
    [
        ("prediction_name", pa.string()),
        ("model_version", pa.string()),
        ("source_name", pa.string()),  # the one left out; null where all are read
        ("person_id", pa.string()),
        ("feature_date", pa.date32()),
        ("score", pa.float64()),  # log-odds, not calibrated: it ranks
        ("features", pa.int64()),  # features of the source that were left out; of no source, all there were
    ]
)


def score_without_sources(
    batches: Iterable[pa.RecordBatch],
    models: Iterable[Mapping[str, Any]],
    catalog: Iterable[Mapping[str, Any]],
) -> Iterator[pa.RecordBatch]:
    """Yield a batch of WITHOUT_SOURCES for each prediction and source, and one for all sources together.

    batches: as `propensity.fit` takes them, of one origin; rows whose fold is null are held out and scored.

    models: mappings (a pyarrow Table will do) of prediction_name to the model_version and estimator that it
    was trained with. Of an estimator that averages several the first two are fitted, each unlike the other
    where it is a blend, since a difference between two averages of the same kind asks for no third.

    catalog: mappings (a pyarrow Table will do) of `feature` to `source_name`, null if it is of all sources
    together, and `is_detail`, as `propensity.fit` takes it.

    All are trained alike on all rows to be learnt from, so only what they read differs. Where nothing is left
    to read, or nothing to learn from, everybody ranks alike. Raises ExamplesError.
    """
    rows = catalog.to_pylist() if isinstance(catalog, pa.Table) else list(catalog)
    source_of = {row["feature"]: row["source_name"] for row in rows}
    details = {row["feature"] for row in rows if row["is_detail"]}
    chosen = {
        row["prediction_name"]: row
        for row in (models.to_pylist() if isinstance(models, pa.Table) else models)
    }
    for prediction_name, examples in training_examples(batches):
        if prediction_name not in chosen:
            continue
        model = chosen[prediction_name]
        is_learnt = examples[LEARNT].is_valid()
        learnt = examples.filter(is_learnt).drop_columns([LEARNT])
        held_out = examples.filter(pc.invert(is_learnt))
        features = feature_columns(learnt)
        averaged = members(model["estimator"])[:2]
        with_all, read = _scores(learnt, held_out, averaged, details)
        yield _batch(model, None, held_out, with_all, len(features))
        for left_out in sorted({source_of[name] for name in features if source_of.get(name)}):
            of_source = [name for name in features if source_of.get(name) == left_out]
            scores = with_all  # as they are where none of it is read
            if read.intersection(of_source):
                scores, _ = _scores(learnt.drop_columns(of_source), held_out, averaged, details)
            yield _batch(model, left_out, held_out, scores, len(of_source))


# one thread: more would wait for each other at every block of rows
@threadpool_limits.wrap(limits=1)
def _scores(
    learnt: pa.Table, held_out: pa.Table, names: Iterable[str], details: set[str]
) -> tuple[np.ndarray, set[str]]:
    """Log-odds (rows,) of the rows held out, by estimators fitted on what is learnt, and what these read."""
    alike = np.zeros(held_out.num_rows), set()
    if not feature_columns(learnt) or pc.count_distinct(learnt["label"]).as_py() < 2:
        return alike
    design, fitted = fit_estimators(learnt, names, details)
    if not fitted:
        return alike
    matrix = design_matrix(held_out, held_out.num_rows, design)
    return log_odds(list(fitted.values()), matrix), set(feature_names(design))


def _batch(
    model: Mapping[str, Any], left_out: str | None, held_out: pa.Table, scores: np.ndarray, features: int
) -> pa.RecordBatch:
    rows = held_out.num_rows
    columns = {
        "prediction_name": held_out["prediction_name"].combine_chunks(),
        "model_version": pa.array([model["model_version"]] * rows, pa.string()),
        "source_name": pa.array([left_out] * rows, pa.string()),
        "person_id": held_out["person_id"].combine_chunks(),
        "feature_date": held_out["feature_date"].combine_chunks(),
        "score": pa.array(scores, pa.float64()),
        "features": pa.array([features] * rows, pa.int64()),
    }
    return pa.RecordBatch.from_pydict(columns, schema=WITHOUT_SOURCES)
