"""Training: one calibrated model a prediction from a stream of examples, or the stored one."""

import contextlib
import datetime
import hashlib
import importlib.resources
import json
import os
import warnings
from collections.abc import Iterable, Iterator, Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sklearn
from sklearn.base import BaseEstimator
from threadpoolctl import threadpool_limits

from propensity.artifacts import dump_model, is_readable, untrusted_types
from propensity.calibration import Sigmoid, fit_level, fit_sigmoid, log_losses
from propensity.design import Design, design_matrix, feature_names, fit_design, telling_details
from propensity.errors import ExamplesError
from propensity.estimators import (
    BLEND,
    CANDIDATES,
    OWN,
    log_odds,
    made,
    members,
    own_source,
    searched,
)
from propensity.examples import OTHER, digest, feature_columns, numbers, origins, training_examples
from propensity.rules import by_rule, choose_rule, contrast, make_rule, suspects
from propensity.schemas import FOLD, FOLDS, MODELS

SETTINGS = {"prediction_name", "estimator", "trusted_features", "learns_until"}

# The modules a trained model depends on; an edit to any other must not retrain everything.
SOURCES = ("artifacts", "calibration", "design", "estimators", "examples", "fitting", "rules", "schemas")


@contextlib.contextmanager
def _fitting_in_threads() -> Iterator[None]:
    """Keeps the warnings as they are, and one of them unsaid.

    scikit-learn empties the filters of warnings while it bins, for all threads together; another thread that
    begins to bin meanwhile finds none, and warns of that.
    """
    with warnings.catch_warnings():
        show = warnings.showwarning
        warnings.showwarning = lambda text, *rest: "parallel.delayed" in str(text) or show(text, *rest)
        yield


@_fitting_in_threads()
@threadpool_limits.wrap(limits=1)
def fit(
    batches: Iterable[pa.RecordBatch],
    specs: Iterable[Mapping[str, Any]],
    known: Iterable[Mapping[str, Any]] = (),
    rule_features: Iterable[Mapping[str, str]] = (),
    catalog: Iterable[Mapping[str, Any]] = (),
) -> pa.Table:
    """Train one model a prediction and origin and return them as rows of MODELS, in the order of the stream.

    batches: training examples (TRAINING_KEYS, folds and features), ordered by prediction_name,
    feature_date, person_id.

    specs: one mapping a prediction: prediction_name and, optionally, estimator (one of CANDIDATES, or
    module:function of a company's own), which skips the choice, and trusted_features, names with a comma and
    a blank between, which may rank as well as they like, as all that is of the same topic may, and
    learns_until, a date: of the features whose first_date is later nothing is learnt.

    known: models trained before, rows of MODELS as mappings (a pyarrow Table will do). One whose
    prediction_name and model_version come out again is passed through unchanged, and nothing is fitted,
    unless its artefact cannot be read.

    rule_features: mappings (a pyarrow Table will do) of `rule`, one of recency, frequency, activity, tenure
    and value, to a `feature` that it reads.

    catalog: mappings (a pyarrow Table will do) of `feature` to `topic`, the event or attribute that it is of,
    `is_detail`, whether only trees read it, and, optionally, `first_date`.

    An origin whose folds 'fit', 'refit' and 'choose' together hold one class only, or no feature that
    varies, gets no row. Raises ExamplesError.
    """
    settings = _settings(specs)
    rows = known.to_pylist() if isinstance(known, pa.Table | pa.RecordBatch) else known
    stored = {(row["prediction_name"], row["model_version"]): row for row in rows}
    ruled = rule_features.to_pylist() if isinstance(rule_features, pa.Table) else list(rule_features)
    told = catalog.to_pylist() if isinstance(catalog, pa.Table) else list(catalog)
    topic_of = {row["feature"]: row["topic"] for row in told}
    details = {row["feature"] for row in told if row["is_detail"]}

    def row_of(spec: Mapping[str, Any], origin: int, learnt: pa.Table) -> dict[str, Any] | None:
        # what has entered since the model learnt must not train it anew
        later = _later(told, spec.get("learns_until"))
        learnt = learnt.drop_columns([name for name in learnt.column_names if name in later])
        naive = by_rule(row for row in ruled if row["feature"] not in later)
        named = sorted(details.intersection(learnt.column_names))
        asked = {name: value for name, value in spec.items() if name != "learns_until"}
        # a model that may score never is one that only tells how well it went
        version = model_version(learnt, {**asked, "rules": naive, "details": named, "scores": origin == 1})
        row = stored.get((spec["prediction_name"], version))
        if row is None or not is_readable(row):
            row = _train(learnt, spec, version, naive, topic_of, details)
        return row and {name: {**row, "origin": origin}[name] for name in MODELS.names}

    models = []
    # the models of one prediction side by side
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for prediction_name, examples in training_examples(batches):
            if prediction_name not in settings:
                raise ExamplesError(
                    f"There are examples of prediction '{prediction_name}' but no spec of it."
                )
            train = partial(row_of, settings[prediction_name])
            models += filter(None, pool.map(train, *zip(*origins(examples), strict=True)))
    return pa.Table.from_pylist(models, schema=MODELS)


def code_version(estimators: Iterable[str | None] = ()) -> str:
    """12 hex digits that change with the modules in SOURCES, scikit-learn's version, or a company's own
    among the named estimators."""
    own = "".join(own_source(name) for name in sorted(set(filter(None, estimators))))
    return _digest_of_code(SOURCES, own)


def library_version() -> str:
    """12 hex digits that change with any module of this package, or with scikit-learn's version."""
    modules = (module.name for module in importlib.resources.files(__package__).iterdir())
    return _digest_of_code(sorted(name[:-3] for name in modules if name.endswith(".py")))


def _digest_of_code(modules: Iterable[str], more: str = "") -> str:
    package = importlib.resources.files(__package__)
    source = "".join(name + (package / f"{name}.py").read_text("utf-8") for name in modules) + more
    return hashlib.sha256((source + sklearn.__version__).encode()).hexdigest()[:12]


def model_version(examples: pa.Table, spec: Mapping[str, Any]) -> str:
    """12 hex digits that change with examples, spec, a company's own estimator or code_version."""
    parts = [digest(examples), dict(spec), own_source(spec.get("estimator")), code_version()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]


def _later(catalog: Iterable[Mapping[str, Any]], learns_until: datetime.date | None) -> set[str]:
    """The features that enough people have had only since a model learnt."""
    if learns_until is None:
        return set()
    return {row["feature"] for row in catalog if row.get("first_date") and row["first_date"] > learns_until}


def choose_candidate(fitting: pa.Table, choosing: pa.Table, details: Set[str] = frozenset()) -> str:
    """The blend, or one of its estimators if its log loss on 'choose' is lower by over two standard errors.

    Averaging two unlike estimators is seldom worse than either, so an estimator alone has to show that it is
    better (after Breiman et al. 1984, who ask for one standard error); a fold without both classes shows
    nothing. Log loss, since propensities are read as probabilities; after a sigmoid fitted on the same few
    rows, since the level is calibration's business. Rows of one human are one observation to the standard
    error.
    """
    if not _both_classes(fitting) or not _both_classes(choosing):
        return BLEND
    candidates = searched(_rarer_humans(fitting))
    design, estimators = fit_estimators(fitting, dict.fromkeys(sum(candidates.values(), ())), details)
    if not estimators:
        return BLEND
    labels, humans = _labels(choosing), _humans(choosing)
    losses = {}
    for name, averaged in candidates.items():
        predicted = _predict(design, [estimators[member] for member in averaged], choosing)
        losses[name] = log_losses(predicted, labels, fit_sigmoid(predicted, labels, humans))
    best = min(losses, key=lambda name: losses[name].sum())
    gains = losses[BLEND] - losses[best]
    deviations = np.bincount(np.unique(humans, return_inverse=True)[1], gains - gains.mean())
    standard_error = np.sqrt((deviations**2).sum())  # of the sum
    return best if gains.sum() > 2 * standard_error else BLEND


def fit_estimators(
    examples: pa.Table, names: Iterable[str], details: Set[str] = frozenset()
) -> tuple[Design, dict[str, BaseEstimator]]:
    """Fit the design and the named ESTIMATORS on all rows of `examples`; none if no feature is usable.

    details: features of which only trees read the most telling ones, unless there are no others.
    """
    labels, humans = _labels(examples), examples["human_id"]
    named = telling_details(_features(examples), labels, humans, details)
    design, matrix = fit_design(examples.select(named), humans)
    if not design["columns"]:
        return design, {}
    rows_per_human = float(min(labels.sum(), len(labels) - labels.sum()) / _rarer_humans(examples))
    plain = [at for at, (name, _) in enumerate(design["columns"]) if name not in details]
    plain = plain or list(range(matrix.shape[1]))
    unfitted = {name: made(name, plain, rows_per_human) for name in names}
    # Side by side, one thread each, rather than one after the other on all threads: threads that wait for
    # each other at every split crawl when another process needs a core.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        fitted = pool.map(lambda name: _fit_alone(name, unfitted[name], matrix, labels), unfitted)
        return design, dict(zip(unfitted, fitted, strict=True))


@threadpool_limits.wrap(limits=1)
def _fit_alone(name: str, estimator: BaseEstimator, matrix: np.ndarray, labels: np.ndarray) -> BaseEstimator:
    try:
        return estimator.fit(matrix, labels)
    except Exception as error:
        raise ExamplesError(
            f"The estimator '{name}' cannot be fitted ({type(error).__name__}: "
            f"{str(error).splitlines()[0]}). It gets numbers, NaN where one is unknown; put a SimpleImputer "
            "before what cannot read that."
        ) from error


def typical_values(design: Design, examples: pa.Table) -> dict[str, float | str | None]:
    """The median, or the most frequent category, of each feature read; None where most do not have it."""
    typical: dict[str, float | str | None] = {}
    for name in feature_names(design):
        column = examples[name]
        if 2 * column.null_count > len(column):
            typical[name] = None
        elif name in design["categories"]:
            typical[name] = next(iter(design["categories"][name]), OTHER)
        else:
            typical[name] = float(np.nanmedian(numbers(column)))
    return typical


@threadpool_limits.wrap(limits=1)
def _train(
    examples: pa.Table,
    spec: Mapping[str, Any],
    version: str,
    naive: Mapping[str, list[str]],
    topic_of: Mapping[str, str | None],
    details: Set[str],
) -> dict[str, Any] | None:
    fold = {name: examples.filter(pc.equal(examples[FOLD], name)) for name in FOLDS}
    learning = pa.concat_tables([fold["fit"], fold["refit"], fold["choose"]])
    if not _both_classes(learning):
        return None
    name = spec.get("estimator") or choose_candidate(fold["fit"], fold["choose"], details)
    averaged = members(name)
    design, fitted = fit_estimators(learning, averaged, details)
    if not fitted:
        return None
    calibrating = fold["calibrate"]
    unseen = _predict(design, [fitted[member] for member in averaged], calibrating)
    slope = fit_sigmoid(unseen, _labels(calibrating), _humans(calibrating)).slope
    # the slope is known from rows that were not seen; now all may be learnt from, a quarter more humans
    design, fitted = fit_estimators(examples, averaged, details)
    estimators = [fitted[member] for member in averaged]
    recent = _last_year(examples)
    sigmoid = Sigmoid(slope, fit_level(_predict(design, estimators, recent), _labels(recent), slope))
    rule = _best_rule(fold["fit"], examples, design, naive)
    identity = {"prediction_name": spec["prediction_name"], "model_version": version}
    artifact, checksum = dump_model(
        {
            **identity,
            "design": design,
            "estimators": estimators,
            **sigmoid._asdict(),
            "typical": typical_values(design, examples),
            "rule": rule,
        }
    )
    if strange := untrusted_types(artifact, name):
        raise ExamplesError(
            f"The estimator '{name}' is made of types that cannot be read back safely "
            f"({', '.join(strange)}); make it of scikit-learn's own."
        )
    dates = pc.min_max(examples["feature_date"]).as_py()
    names = feature_names(design)
    trusted = (spec.get("trusted_features") or "").split(", ")
    return {
        **identity,
        "trained_at": datetime.datetime.now(datetime.UTC).replace(tzinfo=None),
        "estimator": name,
        "training_from": dates["min"],
        "training_to": dates["max"],
        "examples": examples.num_rows,
        "positives": int(_labels(examples).sum()),
        "features": len(names),
        "feature_names": json.dumps(names, ensure_ascii=False),
        "artifact": artifact,
        "artifact_sha256": checksum,
        "sklearn_version": sklearn.__version__,
        "baseline_name": rule["name"],
        **suspects(contrast(examples, _labels(examples), design), design, trusted, topic_of),
    }


def _best_rule(
    fitting: pa.Table, examples: pa.Table, design: Design, naive: Mapping[str, list[str]]
) -> dict[str, Any]:
    """The naive rule that, made on the fold 'fit', ranks all other rows best, made anew on all rows."""
    choosing = examples.filter(pc.not_equal(examples[FOLD], "fit"))
    if not _both_classes(fitting):
        fitting, choosing = examples, examples.slice(0, 0)
    unseen = (choosing, _labels(choosing)) if _both_classes(choosing) else None
    name = choose_rule((fitting, _labels(fitting), design), unseen, naive)
    return make_rule(name, examples, _labels(examples), design, naive)


def _predict(design: Design, estimators: list[BaseEstimator], examples: pa.Table) -> np.ndarray:
    return log_odds(estimators, design_matrix(examples, examples.num_rows, design))


def _last_year(examples: pa.Table) -> pa.Table:
    """The rows of the last 365 days, if they have both classes: a level of whole seasons, not of long ago."""
    last = pc.max(examples["feature_date"]).as_py()
    recent = examples.filter(pc.greater(examples["feature_date"], last - datetime.timedelta(365)))
    return recent if _both_classes(recent) else examples


def _features(examples: pa.Table) -> pa.Table:
    return examples.select(feature_columns(examples))


def _labels(examples: pa.Table) -> np.ndarray:
    return examples["label"].to_numpy()


def _humans(examples: pa.Table) -> np.ndarray:
    return examples["human_id"].to_numpy()


def _rarer_humans(examples: pa.Table) -> int:
    labels, humans = _labels(examples), _humans(examples)
    rarer = labels == (1 if 2 * labels.sum() <= len(labels) else 0)
    return len(np.unique(humans[rarer]))


def _both_classes(examples: pa.Table) -> bool:
    return 0 < _labels(examples).sum() < examples.num_rows


def _settings(specs: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    settings: dict[str, Mapping[str, Any]] = {}
    for spec in specs:
        name = spec.get("prediction_name")
        if not name or name in settings:
            raise ExamplesError(f"Every spec needs a prediction_name of its own; this one has {name!r}.")
        if unknown := sorted(set(spec) - SETTINGS):
            raise ExamplesError(f"The spec of '{name}' has unknown settings: {', '.join(unknown)}.")
        estimator = spec.get("estimator")
        if estimator not in (None, *CANDIDATES) and not OWN.fullmatch(estimator):
            raise ExamplesError(
                f"The spec of '{name}' asks for estimator {estimator!r}; there are {', '.join(CANDIDATES)}, "
                "and any of your own as module:function."
            )
        settings[name] = spec
    return settings
