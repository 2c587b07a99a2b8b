"""Why a score is what it is: exact Shapley values of the log-odds of each person.

A model's log-odds are the sum of a base value and one contribution of each feature. The contributions are
Shapley values. Of the logistic regression: a column's weight times its distance from the training mean
(Lundberg & Lee 2017, linear SHAP with independent columns). Of the trees: what a tree gives on average where
splits on unknown columns are taken in proportion to the training rows on either side (path-dependent
TreeSHAP, Lundberg et al. 2020), added up leaf by leaf from small tables over which columns of the leaf's path
let a row through. Both add up over estimators and columns, so the columns of one feature are one
contribution, and calibration, an affine map of the log-odds, scales them. Of an estimator that is not ours:
the mean change in log-odds as the features of a typical row become those of the row one after the other, in
one order and in its reverse (sampling Shapley values, Strumbelj & Kononenko 2014, in antithetic orders).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import factorial
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from sklearn.base import BaseEstimator

from propensity.design import feature_names
from propensity.estimators import is_boosted, is_linear, linear_columns, log_odds
from propensity.examples import OTHER, numbers
from propensity.scoring import Rows, rows_by_model

TOLD = 3  # contributions told of a person

CONTRIBUTIONS = pa.schema(
    [
        ("prediction_name", pa.string()),
        ("model_version", pa.string()),
        ("person_id", pa.string()),
        ("feature_date", pa.date32()),
        ("reason_rank", pa.int64()),  # 1 the largest by its size
        ("feature", pa.string()),
        ("feature_value", pa.string()),  # null where unknown
        ("typical_value", pa.string()),  # the median, or the most frequent category, of the training examples
        ("contribution", pa.float64()),  # log-odds, of all features of its topic together
    ]
)


def explain(
    batches: Iterable[pa.RecordBatch],
    artifacts: Iterable[Mapping[str, Any]],
    topics: Iterable[Mapping[str, str | None]] = (),
) -> Iterator[pa.RecordBatch]:
    """Yield a batch of CONTRIBUTIONS, the largest three of each person, for each batch with rows to explain.

    batches, artifacts: as `propensity.score` takes them.

    topics: mappings (a pyarrow Table will do) of `feature` to `topic`; a feature that has no mapping is its
    own topic, one mapped to None is not told. The features of one topic are told as one: the contribution is
    their sum, and the feature that is named is the one that contributes most to its side.
    """
    rows = topics.to_pylist() if isinstance(topics, pa.Table | pa.RecordBatch) else topics
    topic_of = {row["feature"]: row["topic"] for row in rows}
    explainers: dict[str, Explainer] = {}
    for parts in rows_by_model(batches, artifacts):
        for part in parts:
            yield _told(part, _explainer(part, explainers), topic_of)


class Explainer:
    """The Shapley values of one loaded model, on the scale of its calibrated log-odds."""

    def __init__(self, model: Mapping[str, Any]):
        self.estimators = model["estimators"]
        self.weight = model["slope"] / len(self.estimators)
        self.background = np.array([[np.nan if v is None else v for v in model["background"]]])
        self.trees = [_trees(estimator) for estimator in self.estimators]
        if self.background.size:
            bases = log_odds(self.estimators, self.background).tolist()
        else:
            bases = [_base(e, trees) for e, trees in zip(self.estimators, self.trees, strict=True)]
        self.base = self.weight * sum(bases) + model["intercept"]
        names = [name for name, _ in model["design"]["columns"]]
        self.starts = [at for at, name in enumerate(names) if at == 0 or names[at - 1] != name]

    def contributions(self, matrix: np.ndarray) -> np.ndarray:
        """Contributions (rows, features) to the log-odds, which they and `base` add up to."""
        if self.background.size:
            return self.weight * _by_orders(self.estimators, matrix, self.background, self.starts)
        total = np.zeros(matrix.shape, order="F")
        for estimator, trees in zip(self.estimators, self.trees, strict=True):
            if is_linear(estimator):
                read = linear_columns(estimator)
                total[:, read] += estimator[:-1].transform(matrix) * estimator[-1].coef_[0]
            for tree in trees:
                _add_tree(total, tree, matrix)
        return self.weight * np.add.reduceat(total, self.starts, axis=1)


class Leaf(NamedTuple):
    """A leaf as a game of the columns on its path: it pays where all of them let the row through."""

    columns: list[int]
    steps: list[list[tuple[int, bool]]]  # per column: (split, whether the path goes left there)
    shapley: np.ndarray  # (2 ** columns, columns), by the bits of which columns let the row through
    mean: float  # what it pays on average


class Tree(NamedTuple):
    """A tree's splits (column, threshold, whether unknown goes left), and its leaves."""

    splits: list[tuple[int, float, bool]]
    leaves: list[Leaf]


def _by_orders(
    estimators: Sequence[BaseEstimator], matrix: np.ndarray, background: np.ndarray, starts: Sequence[int]
) -> np.ndarray:
    """What each feature (rows, features) changes as rows are made of the background, in two orders."""
    groups = [range(start, stop) for start, stop in pairwise([*starts, matrix.shape[1]])]
    parts = np.zeros((len(matrix), len(groups)))
    for order in (range(len(groups)), range(len(groups) - 1, -1, -1)):
        mixed = np.repeat(background, len(matrix), axis=0)
        before = log_odds(estimators, mixed)
        for group in order:
            mixed[:, groups[group]] = matrix[:, groups[group]]
            after = log_odds(estimators, mixed)
            parts[:, group] += (after - before) / 2
            before = after
    return parts


def _trees(estimator: BaseEstimator) -> list[Tree]:
    return [_tree(stage[0].nodes) for stage in estimator._predictors] if is_boosted(estimator) else []


def _base(estimator: BaseEstimator, trees: Sequence[Tree]) -> float:
    if is_linear(estimator):
        return float(estimator[-1].intercept_[0])
    return float(estimator._baseline_prediction[0, 0]) + sum(
        leaf.mean for tree in trees for leaf in tree.leaves
    )


def _tree(nodes: np.ndarray) -> Tree:
    """The splits and leaves of the nodes of a TreePredictor; each leaf knows its way from the root."""
    splits: list[tuple[int, float, bool]] = []
    leaves: list[Leaf] = []
    waiting: list[tuple[int, dict[int, list]]] = [(0, {})]
    while waiting:
        at, path = waiting.pop()
        node = nodes[at]
        if node["is_leaf"]:
            shares = [np.prod([share for _, _, share in steps]) for steps in path.values()]
            steps = [[(split, is_left) for split, is_left, _ in found] for found in path.values()]
            value = float(node["value"])
            leaves.append(
                Leaf(list(path), steps, value * _shapley_of_product(shares), value * float(np.prod(shares)))
            )
            continue
        column = int(node["feature_idx"])
        for child, is_left in ((int(node["left"]), True), (int(node["right"]), False)):
            step = (len(splits), is_left, nodes[child]["count"] / node["count"])
            waiting.append((child, {**path, column: [*path.get(column, []), step]}))
        splits.append((column, float(node["num_threshold"]), bool(node["missing_go_to_left"])))
    return Tree(splits, leaves)


def _shapley_of_product(shares: Sequence[float]) -> np.ndarray:
    """Shapley values (2 ** players, players) of the game that pays the product over all players.

    A player who has joined brings 1 or 0, as its bit in the row's number says; one who has not, its share.
    """
    players = len(shares)
    subsets = np.arange(2**players)
    bits = (subsets[:, None] >> np.arange(players)) & 1
    sizes = bits.sum(axis=1)
    # pays[pattern, coalition]
    pays = np.prod(np.where(bits[None, :, :] == 1, bits[:, None, :], np.asarray(shares, float)), axis=2)
    values = np.zeros((2**players, players))
    for player in range(players):
        without = subsets[bits[:, player] == 0]
        weights = [
            factorial(size) * factorial(players - size - 1) / factorial(players) for size in sizes[without]
        ]
        values[:, player] = (pays[:, without | (1 << player)] - pays[:, without]) @ np.array(weights)
    return values


def _add_tree(total: np.ndarray, tree: Tree, matrix: np.ndarray) -> None:
    goes_left = []
    for column, threshold, unknown_goes_left in tree.splits:
        values = matrix[:, column]
        goes_left.append((values <= threshold) | (np.isnan(values) & unknown_goes_left))
    for leaf in tree.leaves:
        pattern = np.zeros(len(matrix), np.intp)
        for player, steps in enumerate(leaf.steps):
            lets_through = np.logical_and.reduce([goes_left[split] == is_left for split, is_left in steps])
            pattern += lets_through.astype(np.intp) << player
        for player, column in enumerate(leaf.columns):
            total[:, column] += leaf.shapley[:, player][pattern]


def _explainer(rows: Rows, known: dict[str, Explainer]) -> Explainer:
    version = rows.model["model_version"]
    if version not in known:
        known[version] = Explainer(rows.model)
    return known[version]


def _told(rows: Rows, explainer: Explainer, topic_of: Mapping[str, str | None]) -> pa.RecordBatch:
    model, people = rows.model, len(rows.at)
    names = feature_names(model["design"])
    topics = [topic_of.get(name, name) for name in names]
    distinct = [topic for topic in dict.fromkeys(topics) if topic is not None]
    places = [[at for at, one in enumerate(topics) if one == topic] for topic in distinct]
    if not places:
        return pa.RecordBatch.from_pylist([], schema=CONTRIBUTIONS)
    parts = explainer.contributions(rows.matrix)
    # column by column: numpy adds up many columns of one row in another order than those of many rows
    sums = np.stack([sum(parts[:, one] for one in at) for at in places], axis=1)
    told = min(TOLD, len(places))
    # a stable sort: of two equal contributions the one that stands first in the design is told first
    largest = np.argsort(-np.abs(sums), axis=1, kind="stable")[:, :told]
    # of every topic, the feature that contributes most to the topic's side
    leading = np.stack(
        [
            np.take(at, np.argmax(parts[:, at] * np.sign(sums[:, [topic]]), axis=1))
            for topic, at in enumerate(places)
        ],
        axis=1,
    )
    feature = np.take_along_axis(leading, largest, axis=1).ravel()
    person = np.repeat(np.arange(people), told)
    values, typical = np.empty(len(feature), object), np.empty(len(feature), object)
    for at in np.unique(feature):
        here = feature == at
        values[here] = _shown(names[at], rows, person[here])
        typical[here] = as_text(model["typical"][names[at]])
    columns = {name: column.take(pa.array(person)) for name, column in rows.keys.items()}
    columns["model_version"] = pa.array(np.full(len(feature), model["model_version"], object), pa.string())
    columns["reason_rank"] = pa.array(np.tile(np.arange(1, told + 1), people), pa.int64())
    columns["feature"] = pa.array(np.take(np.array(names, object), feature), pa.string())
    columns["feature_value"] = pa.array(values, pa.string())
    columns["typical_value"] = pa.array(typical, pa.string())
    columns["contribution"] = pa.array(np.take_along_axis(sums, largest, axis=1).ravel(), pa.float64())
    return pa.RecordBatch.from_arrays([columns[name] for name in CONTRIBUTIONS.names], schema=CONTRIBUTIONS)


def _shown(name: str, rows: Rows, people: np.ndarray) -> list[str | None]:
    """A feature's values as a reader may see them: of categories only those that many share."""
    column = rows.features[name].take(pa.array(people))
    if name not in rows.model["design"]["categories"]:
        return [as_text(value) for value in numbers(column).tolist()]
    shared = {None, *rows.model["design"]["categories"][name]}
    return [value if value in shared else OTHER for value in column.to_pylist()]


def as_text(value: float | str | None) -> str | None:
    """A value as a reader wants it: whole numbers plain, others to three digits, almost 0 as 0."""
    if value is None or isinstance(value, str):
        return value
    if np.isnan(value):
        return None
    if value == round(value) or abs(value) >= 100 or abs(value) < 0.005:
        return str(round(value))
    return f"{value:.3g}"
