"""Why a score is what it is: exact Shapley values of the log-odds of each person.

A model's calibrated log-odds are the sum of a base value, which is what it says of the typical person, and
one contribution of each feature: the Shapley value of the game in which a feature that has joined has the
person's value, and one that has not has the typical one (baseline Shapley, Sundararajan & Najmi 2020). So
what is typical contributes nothing, and a reason tells the very value that its contribution is held against.
A feature is one player, however many columns it has.

Of the logistic regression that is each column's weight times its distance from the typical row. Of the trees
it is read from tables, one for some leaves of a tree: a row's answers to the splits on their paths are the
bits of a number, and the table has, for each such number, what every feature contributes. Both add up over
estimators, and calibration, an affine map of the log-odds, scales them. Of an estimator that is not ours: the
mean change in log-odds as the features of the typical row become those of the row one after the other, in one
order and in its reverse (sampling Shapley values, Strumbelj & Kononenko 2014, in antithetic orders).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import factorial
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline

from propensity.design import design_matrix, feature_names
from propensity.estimators import is_boosted, is_linear, linear_columns, log_odds
from propensity.examples import OTHER, numbers
from propensity.scoring import Rows, rows_by_model

TOLD = 3  # contributions told of a person

MOST_SPLITS = 8  # of one table, whose numbers are then bytes
FACTORIALS = np.array([float(factorial(n)) for n in range(2 * MOST_SPLITS)] + [np.nan])  # nan for (-1)!

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
        ("base_value", pa.float64()),  # log-odds of the typical person
        ("log_odds", pa.float64()),  # of the propensity: base_value and the contributions of all features
    ]
)


def explain(
    batches: Iterable[pa.RecordBatch],
    artifacts: Iterable[Mapping[str, Any]],
    topics: Iterable[Mapping[str, Any]] = (),
) -> Iterator[pa.RecordBatch]:
    """Yield a batch of CONTRIBUTIONS, the up to three largest of each person, for each batch to explain.

    batches, artifacts: as `propensity.score` takes them.

    topics: mappings (a pyarrow Table will do) of `feature` to `topic`; a feature that has no mapping is its
    own topic, one mapped to None is not told. The features of one topic are told as one: the contribution is
    their sum, and the feature that is named is the one that contributes most to its side, after what each
    contributes is multiplied by its `clarity` (above 0, 1 if not given): a count says more to a reader than a
    fading sum does. Somebody of whom everything is typical has none.
    """
    rows = topics.to_pylist() if isinstance(topics, pa.Table | pa.RecordBatch) else topics
    topic_of, clarity_of = {}, {}
    for row in rows:
        topic_of[row["feature"]], clarity_of[row["feature"]] = row["topic"], row.get("clarity", 1.0)
    explainers: dict[str, Explainer] = {}
    for parts in rows_by_model(batches, artifacts):
        for part in parts:
            yield _told(part, _explainer(part, explainers), topic_of, clarity_of)


class Explainer:
    """The Shapley values of one loaded model, on the scale of its calibrated log-odds."""

    def __init__(self, model: Mapping[str, Any]):
        names = [name for name, _ in model["design"]["columns"]]
        features = feature_names(model["design"])
        self.estimators = model["estimators"]
        self.weight = model["slope"] / len(self.estimators)
        self.typical = _typical_row(model)
        self.base = float(model["slope"] * log_odds(self.estimators, self.typical)[0] + model["intercept"])
        self.feature_of = [features.index(name) for name in names]
        self.features = len(features)
        self.tables = [
            table
            for estimator in self.estimators
            if is_boosted(estimator)
            for (tree,) in estimator._predictors
            for table in _tables(tree.nodes, self.typical[0], self.feature_of)
        ]

    def contributions(self, matrix: np.ndarray) -> np.ndarray:
        """Contributions (rows, features) to the log-odds, which they and `base` add up to."""
        total = np.zeros((len(matrix), self.features), order="F")
        if not len(matrix):
            return total
        for estimator in self.estimators:
            if is_linear(estimator):
                self._add_linear(total, estimator, matrix)
        others = [e for e in self.estimators if not (is_linear(e) or is_boosted(e))]
        if others:
            groups = [np.flatnonzero(np.equal(self.feature_of, at)) for at in range(self.features)]
            total += len(others) * _by_orders(others, matrix, self.typical, groups)
        _add_tables(total, self.tables, matrix)
        total *= self.weight
        return total

    def _add_linear(self, total: np.ndarray, estimator: Pipeline, matrix: np.ndarray) -> None:
        steps = estimator[:-1]
        distances = steps.transform(matrix) - steps.transform(self.typical)
        weights = estimator[-1].coef_[0]
        for at, column in enumerate(linear_columns(estimator)):
            total[:, self.feature_of[column]] += weights[at] * distances[:, at]


class Leaf(NamedTuple):
    """A leaf as a game of the features on its path: it pays where all of them let the row through."""

    value: float
    splits: dict[int, bool]  # node of each split on the path: whether the path goes left there


class Table(NamedTuple):
    """What features contribute to some leaves of a tree, by a row's answers to the splits on their paths."""

    splits: list[tuple[int, float, bool]]  # column, threshold, whether unknown goes left; split n is bit n
    features: list[int]
    parts: list[np.ndarray]  # per feature (2 ** splits,)


def _typical_row(model: Mapping[str, Any]) -> np.ndarray:
    """The design matrix (1, columns) of a person of whom everything is typical."""
    design = model["design"]
    values = {
        name: pa.array(
            [model["typical"][name]], pa.string() if name in design["categories"] else pa.float64()
        )
        for name in feature_names(design)
    }
    return design_matrix(values, 1, design)


def _by_orders(
    estimators: Sequence[BaseEstimator], matrix: np.ndarray, typical: np.ndarray, groups: Sequence[np.ndarray]
) -> np.ndarray:
    """What each group of columns (rows, groups) changes as typical rows become the rows, in two orders."""
    parts = np.zeros((len(matrix), len(groups)))
    for order in (range(len(groups)), range(len(groups) - 1, -1, -1)):
        mixed = np.repeat(typical, len(matrix), axis=0)
        before = log_odds(estimators, mixed)
        for group in order:
            mixed[:, groups[group]] = matrix[:, groups[group]]
            after = log_odds(estimators, mixed)
            parts[:, group] += (after - before) / 2
            before = after
    return parts


def _tables(nodes: np.ndarray, typical: np.ndarray, feature_of: Sequence[int]) -> list[Table]:
    """The tables of a tree, given by the nodes of its TreePredictor: neighbouring leaves share one."""
    groups: list[list[Leaf]] = [[]]
    for leaf in _leaves(nodes):
        if len({split for one in [*groups[-1], leaf] for split in one.splits}) > MOST_SPLITS:
            groups.append([])
        groups[-1].append(leaf)
    return [_table(nodes, leaves, typical, feature_of) for leaves in groups]


def _leaves(nodes: np.ndarray) -> Iterator[Leaf]:
    """Yield the leaves from left to right, so that neighbours share most of their paths."""
    waiting: list[tuple[int, dict[int, bool]]] = [(0, {})]
    while waiting:
        at, path = waiting.pop()
        node = nodes[at]
        if node["is_leaf"]:
            yield Leaf(float(node["value"]), path)
        else:
            waiting.append((int(node["right"]), {**path, at: False}))
            waiting.append((int(node["left"]), {**path, at: True}))


def _table(nodes: np.ndarray, leaves: list[Leaf], typical: np.ndarray, feature_of: Sequence[int]) -> Table:
    places = {
        split: bit for bit, split in enumerate(dict.fromkeys(s for leaf in leaves for s in leaf.splits))
    }
    splits = [
        (
            int(nodes[at]["feature_idx"]),
            float(nodes[at]["num_threshold"]),
            bool(nodes[at]["missing_go_to_left"]),
        )
        for at in places
    ]
    answers = np.arange(2 ** len(splits))
    usual = [bool(answer) for answer in _answers(splits, typical[None, :])]
    features = list(dict.fromkeys(feature_of[column] for column, _, _ in splits))
    parts = np.zeros((len(features), len(answers)))
    for leaf in leaves:
        # whether each feature on the path lets a row through, by the row's answers, and the typical row
        lets: dict[int, np.ndarray] = {}
        lets_typical: dict[int, bool] = {}
        for split, is_left in leaf.splits.items():
            bit = places[split]
            feature = feature_of[splits[bit][0]]
            # an answer is yes where the row goes the way on which the unknown are not; see _answers
            wanted = is_left != splits[bit][2]
            lets[feature] = lets.get(feature, True) & ((answers >> bit & 1 == 1) == wanted)
            lets_typical[feature] = lets_typical.get(feature, True) and usual[bit] == wanted
        for feature, part in _shapley_of_product(lets, lets_typical).items():
            parts[features.index(feature)] += leaf.value * part
    told = [at for at in range(len(features)) if parts[at].any()]
    return Table(splits, [features[at] for at in told], [parts[at] for at in told])


def _shapley_of_product(
    lets: Mapping[int, np.ndarray], lets_typical: Mapping[int, bool]
) -> dict[int, np.ndarray]:
    """Shapley values of the game that pays 1 where all players let through, else 0.

    A player who has joined does as in `lets`, by the row's answers, and one who has not as in `lets_typical`.
    If a of them let through only once they have joined, and b others only before, it pays where the former
    are in and the latter out: each of the former gets (a - 1)! b! / (a + b)!, each of the latter
    -a! (b - 1)! / (a + b)!.
    """
    opening = {player: joined & (not lets_typical[player]) for player, joined in lets.items()}
    closing = {player: ~joined & lets_typical[player] for player, joined in lets.items()}
    possible = np.logical_and.reduce([joined | lets_typical[player] for player, joined in lets.items()])
    a, b = sum(opening.values()).astype(int), sum(closing.values()).astype(int)
    gain = np.where(possible & (a > 0), FACTORIALS[a - 1] * FACTORIALS[b] / FACTORIALS[a + b], 0.0)
    loss = np.where(possible & (b > 0), FACTORIALS[a] * FACTORIALS[b - 1] / FACTORIALS[a + b], 0.0)
    return {player: opening[player] * gain - closing[player] * loss for player in lets}


def _answers(splits: Sequence[tuple[int, float, bool]], matrix: np.ndarray) -> Iterator[np.ndarray]:
    """Yield, split by split, which rows go where the unknown do not: no comparison holds of NaN."""
    for column, threshold, unknown_goes_left in splits:
        compare = np.greater if unknown_goes_left else np.less_equal
        yield compare(matrix[:, column], threshold)


def _add_tables(total: np.ndarray, tables: Sequence[Table], matrix: np.ndarray) -> None:
    """Add to the totals (rows, features) what the tables have for the rows."""
    found, number = np.empty(len(matrix)), np.empty(len(matrix), np.uint8)
    for table in tables:
        number[:] = 0
        for answer in _answers(table.splits[::-1], matrix):
            number += number  # numpy adds many bytes at once, and shifts them one by one
            number |= answer.view(np.uint8)
        places = number.astype(np.intp)
        for feature, part in zip(table.features, table.parts, strict=True):
            np.take(part, places, out=found, mode="clip")
            total[:, feature] += found


def _explainer(rows: Rows, known: dict[str, Explainer]) -> Explainer:
    version = rows.model["model_version"]
    if version not in known:
        known[version] = Explainer(rows.model)
    return known[version]


def _told(
    rows: Rows, explainer: Explainer, topic_of: Mapping[str, str | None], clarity_of: Mapping[str, float]
) -> pa.RecordBatch:
    model = rows.model
    names = feature_names(model["design"])
    topics = [topic_of.get(name, name) for name in names]
    distinct = [topic for topic in dict.fromkeys(topics) if topic is not None]
    places = [[at for at, one in enumerate(topics) if one == topic] for topic in distinct]
    if not places:
        return pa.RecordBatch.from_pylist([], schema=CONTRIBUTIONS)
    parts = explainer.contributions(rows.matrix)
    # column by column: numpy adds up many columns of one row in another order than those of many rows
    total = sum((parts[:, at] for at in range(len(names))), np.full(len(parts), explainer.base))
    sums = np.stack([sum(parts[:, one] for one in at) for at in places], axis=1)
    # a stable sort: of two equal contributions the one that stands first in the design is told first
    largest = np.argsort(-np.abs(sums), axis=1, kind="stable")[:, :TOLD]
    # of every topic, the feature that contributes most to the topic's side, and is clear
    clear = parts * [clarity_of.get(name, 1.0) for name in names]
    leading = np.stack(
        [
            np.take(at, np.argmax(clear[:, at] * np.sign(sums[:, [topic]]), axis=1))
            for topic, at in enumerate(places)
        ],
        axis=1,
    )
    contribution = np.take_along_axis(sums, largest, axis=1)
    # what changes nothing is no reason
    person, rank = np.nonzero(contribution)
    feature = np.take_along_axis(leading, largest, axis=1)[person, rank]
    values, typical = np.empty(len(feature), object), np.empty(len(feature), object)
    for at in np.unique(feature):
        here = feature == at
        values[here] = _shown(names[at], rows, person[here])
        typical[here] = as_text(model["typical"][names[at]])
    columns = {name: column.take(pa.array(person)) for name, column in rows.keys.items()}
    columns["model_version"] = pa.array(np.full(len(feature), model["model_version"], object), pa.string())
    columns["reason_rank"] = pa.array(rank + 1, pa.int64())
    columns["feature"] = pa.array(np.take(np.array(names, object), feature), pa.string())
    columns["feature_value"] = pa.array(values, pa.string())
    columns["typical_value"] = pa.array(typical, pa.string())
    columns["contribution"] = pa.array(contribution[person, rank], pa.float64())
    columns["base_value"] = pa.array(np.full(len(feature), explainer.base), pa.float64())
    columns["log_odds"] = pa.array(total[person], pa.float64())
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
