"""The candidates: logistic regression, gradient boosting, the blend of both, and a company's own.

All read the matrix of `propensity.design` and answer with log-odds, since these are what a blend averages,
what calibration works on, and what explanations add up on; nothing here speaks of probabilities.
"""

import importlib
import inspect
import re
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from scipy.special import logit
from sklearn.base import BaseEstimator
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, StandardScaler

from propensity.errors import ExamplesError

LOGISTIC_REGRESSION = "logistic_regression"
GRADIENT_BOOSTING = "gradient_boosting"
GRADIENT_BOOSTING_AGAIN = "gradient_boosting_again"  # from other random numbers
LARGE_GRADIENT_BOOSTING = "large_gradient_boosting"
BLEND = "blend"

# A company's own: the module and the function in it that makes the estimator.
OWN = re.compile(r"([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*):([A-Za-z_]\w*)")

# Humans with the rarer label from which on many more and larger trees may find what small ones do not.
MANY_HUMANS = 2_000

LINEAR_STEPS = ["columns", "root", "range", "impute", "scale", "classify"]

# Of log-odds, by all columns together.
PRIOR_VARIANCE = 2.0

# Rows walked through the trees at once: few enough that they stay in the processor's cache from tree to tree.
TREE_BLOCK = 512


def logistic_regression(columns: Sequence[int], rows_per_human: float) -> Pipeline:
    """L2-penalised logistic regression on cube roots of the features.

    It reads `columns` of the matrix, which leave out details (shares, gaps, properties): of hundreds of
    those a line learns noise, where trees, which pick a few, do not.

    The cube root makes skewed counts, values and days nearly symmetric (Wilson & Hilferty 1931), keeps zero
    and the sign, and, unlike a logarithm, does not depend on the unit of measurement. Values outside the
    range seen in training are clipped to it, since a line must not be extrapolated.

    The penalty is a normal prior that lets log-odds vary by PRIOR_VARIANCE before any data are seen, shared
    equally by the columns. Against it the rows count as much as there are humans in the rarer class, since
    rows of one human repeat each other.
    """
    return Pipeline(
        [
            ("columns", FunctionTransformer(np.take, kw_args={"indices": list(columns), "axis": 1})),
            ("root", FunctionTransformer(np.cbrt)),
            ("range", MinMaxScaler(clip=True)),
            (
                "impute",
                SimpleImputer(keep_empty_features=True),
            ),  # the design has indicators of what is missing
            ("scale", StandardScaler()),
            ("classify", LogisticRegression(C=PRIOR_VARIANCE / len(columns) / rows_per_human, max_iter=500)),
        ]
    )


def gradient_boosting(
    columns: Sequence[int], rows_per_human: float, random_state: int = 0
) -> HistGradientBoostingClassifier:
    """Histogram gradient boosting (Ke et al. 2017) with small trees, few columns a split, big leaves.

    A fixed number of iterations rather than early stopping: the latter needs rows of its own, and is noisy
    where positives are few. Two runs that draw other columns, averaged, vary less than one twice as long.
    """
    return HistGradientBoostingClassifier(
        learning_rate=0.09,
        max_iter=40,
        max_leaf_nodes=6,
        min_samples_leaf=100,
        l2_regularization=30.0,
        max_features=0.3,
        early_stopping=False,
        random_state=random_state,
    )


def large_gradient_boosting(columns: Sequence[int], rows_per_human: float) -> HistGradientBoostingClassifier:
    """Gradient boosting for many positives: four times the iterations, leaves and depth for interactions."""
    return HistGradientBoostingClassifier(
        learning_rate=0.06,
        max_iter=160,
        max_leaf_nodes=16,
        max_depth=6,
        min_samples_leaf=200,
        l2_regularization=30.0,
        max_features=0.3,
        early_stopping=False,
        random_state=0,
    )


# Each is made for the columns that are no details and a number of rows a human, see `logistic_regression`.
ESTIMATORS: dict[str, Callable[[Sequence[int], float], BaseEstimator]] = {
    LOGISTIC_REGRESSION: logistic_regression,
    GRADIENT_BOOSTING: gradient_boosting,
    GRADIENT_BOOSTING_AGAIN: partial(gradient_boosting, random_state=1),
    LARGE_GRADIENT_BOOSTING: large_gradient_boosting,
}

# What may be chosen, and the estimators whose log-odds it averages.
CANDIDATES = {
    BLEND: (LOGISTIC_REGRESSION, GRADIENT_BOOSTING, GRADIENT_BOOSTING_AGAIN),
    LOGISTIC_REGRESSION: (LOGISTIC_REGRESSION,),
    GRADIENT_BOOSTING: (GRADIENT_BOOSTING, GRADIENT_BOOSTING_AGAIN),
    LARGE_GRADIENT_BOOSTING: (LARGE_GRADIENT_BOOSTING,),
}


def searched(humans: int) -> dict[str, tuple[str, ...]]:
    """The candidates worth trying with so many humans of the rarer label."""
    return {k: v for k, v in CANDIDATES.items() if k != LARGE_GRADIENT_BOOSTING or humans >= MANY_HUMANS}


def members(name: str) -> tuple[str, ...]:
    """The estimators whose log-odds a candidate, or a company's own, averages."""
    return CANDIDATES.get(name, (name,))


def made(name: str, columns: Sequence[int], rows_per_human: float) -> BaseEstimator:
    """An estimator to be fitted: one of ESTIMATORS, or what a company's function makes.

    columns: those of the matrix that are no details.

    Raises ExamplesError for what cannot be imported or made, or is no classifier.
    """
    if name in ESTIMATORS:
        return ESTIMATORS[name](columns, rows_per_human)
    module, function = OWN.fullmatch(name).groups()
    try:
        estimator = getattr(importlib.import_module(module), function)()
    except Exception as error:
        raise ExamplesError(
            f"The estimator '{name}' cannot be made ({type(error).__name__}: {error}). Its module must lie "
            "in a folder of 'module_paths' in profiles.yml, and its function return a classifier."
        ) from error
    if not (hasattr(estimator, "fit") and hasattr(estimator, "predict_proba")):
        raise ExamplesError(f"The estimator '{name}' makes no classifier: it lacks fit or predict_proba.")
    return estimator


def own_source(name: str | None) -> str:
    """The source of a company's module, so that a change of it is another model; nothing of ours."""
    own = OWN.fullmatch(name or "")
    try:
        return inspect.getsource(importlib.import_module(own[1])) if own else ""
    except Exception:
        return ""  # `made` says what is wrong


def linear_columns(estimator: Pipeline) -> list[int]:
    """The columns of the matrix that our own logistic regression reads, in the order of its weights."""
    return estimator.named_steps["columns"].kw_args["indices"]


def is_linear(estimator: BaseEstimator) -> bool:
    """Whether it is our own logistic regression, whose steps are known."""
    return isinstance(estimator, Pipeline) and list(estimator.named_steps) == LINEAR_STEPS


def is_boosted(estimator: BaseEstimator) -> bool:
    """Whether it is gradient boosting with trees as small as ours."""
    return (
        isinstance(estimator, HistGradientBoostingClassifier)
        and estimator.max_leaf_nodes is not None
        and min(estimator.max_leaf_nodes - 1, estimator.max_depth or np.inf) <= 6
        and estimator.is_categorical_ is None
    )


def log_odds(estimators: Sequence[BaseEstimator], matrix: np.ndarray) -> np.ndarray:
    """The mean log-odds (rows,) of fitted estimators; no row's bits depend on the other rows."""
    return sum(_log_odds(estimator, matrix) for estimator in estimators) / len(estimators)


def _log_odds(estimator: BaseEstimator, matrix: np.ndarray) -> np.ndarray:
    """One estimator's log-odds (rows,).

    Hence the linear part is added up column by column: a BLAS product may add a row's terms in another order
    depending on where the row stands.
    """
    if not len(matrix):  # an empty fold; scikit-learn refuses it
        return np.empty(0)
    if not (is_linear(estimator) or is_boosted(estimator)):
        chances = estimator.predict_proba(np.ascontiguousarray(matrix))[:, 1]
        return logit(np.clip(chances, 1e-12, 1 - 1e-12))
    if is_linear(estimator):
        scaled = estimator[:-1].transform(matrix)
        total = np.full(len(matrix), estimator[-1].intercept_[0])
        for position, weight in enumerate(estimator[-1].coef_[0]):
            total += weight * np.ascontiguousarray(scaled[:, position])
        return total
    blocks = [
        estimator.decision_function(np.ascontiguousarray(matrix[start : start + TREE_BLOCK]))
        for start in range(0, len(matrix), TREE_BLOCK)
    ]
    return np.concatenate(blocks)
