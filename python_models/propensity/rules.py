"""What one would do anyway: naive rules to rank people by, against which a model has to show its worth.

Also what of the features alone ranks so well that it may know the outcome already.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from scipy.stats import rankdata
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.tree import DecisionTreeClassifier

from propensity.design import NUMBER, Design, design_matrix
from propensity.errors import MissingFeaturesError
from propensity.examples import numbers, plain_feature
from propensity.schemas import SEGMENT

# the rules of one feature each, and of the three that marketing has always looked at
SINGLE = ("recency", "frequency", "activity", "tenure")
THREE = ("recency", "frequency", "value")
THREE_NAME = "recency, frequency and value"
BEST_FEATURE = "best single feature"
TREE = "decision tree"
DECLARED = "declared segment"

LARGEST_TREE = 5  # leaves
UNKNOWN = 1e300  # ranks before or behind every number
MOST_POSITIVES, MOST_NEGATIVES = 5_000, 10_000
SUSPECTS = 3  # told of either kind: those that rank best alone, and those that single most out
SINGLED_OUT = 50  # as a likelihood ratio: what multiplies the odds of an outcome so is hardly known before it


class Contrast(NamedTuple):
    """Rows enough to compare features on: all positives, or many, and many negatives."""

    matrix: np.ndarray  # (rows, columns)
    labels: np.ndarray
    weights: np.ndarray  # how many rows one stands for


def contrast(features: pa.Table, labels: np.ndarray, design: Design) -> Contrast:
    """At most MOST_POSITIVES and MOST_NEGATIVES rows of a design; the same rows give the same."""
    rows, weights = sampled(labels)
    return Contrast(design_matrix(features.take(rows), len(rows), design), labels[rows], weights)


def sampled(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of the rows that are kept of each label, and how many rows each stands for."""
    kept = []
    for label, most in ((1, MOST_POSITIVES), (0, MOST_NEGATIVES)):
        rows = np.flatnonzero(labels == label)
        steps = np.linspace(0, len(rows), min(most, len(rows)), endpoint=False).astype(int)
        kept.append((rows[steps], len(rows) / max(len(steps), 1)))
    weights = np.concatenate([np.full(len(rows), weight) for rows, weight in kept])
    return np.concatenate([rows for rows, _ in kept]), weights


def column_aucs(sample: Contrast) -> np.ndarray:
    """The AUC (columns,) of ranking by each column, unknown values below all others."""
    ranks = rankdata(_filled(sample.matrix, -UNKNOWN), axis=0)
    positives = int(sample.labels.sum())
    above = ranks[sample.labels == 1].sum(axis=0) - positives * (positives + 1) / 2
    return above / (positives * (len(ranks) - positives))


def purest_shares(sample: Contrast) -> np.ndarray:
    """The largest share of the rarer class (columns,) that a cut of each column singles out.

    From the top or from the bottom, unknown values on neither side, and so that the share of the other class
    is SINGLED_OUT times smaller at least; 0 where no cut does.
    """
    positives = (sample.labels * sample.weights).sum()
    rarer = sample.labels if 2 * positives <= sample.weights.sum() else 1 - sample.labels
    return np.array([max(_purest(column, rarer), _purest(-column, rarer)) for column in sample.matrix.T])


def suspects(
    sample: Contrast, design: Design, trusted: Iterable[str], topic_of: Mapping[str, str | None]
) -> dict[str, Any]:
    """Which features that are not trusted know most alone: columns of MODELS.

    topic_of: the event or attribute that a feature is of; a feature without one is its own. Who trusts a
    feature trusts where it comes from, and so all that is of the same topic. The column `suspects` is a JSON
    object of feature_1, topic_1, roc_auc_1, purest_share_1, feature_2 and so on: the best feature of each of
    the SUSPECTS topics that rank best, then of those that single most out.
    """
    topics = {name: topic_of.get(name) or name for name, _ in design["columns"]}
    trusted_topics = {topic_of.get(name) or name for name in trusted}
    alone: dict[str, dict[str, float]] = {}
    aucs = np.abs(column_aucs(sample) - 0.5) + 0.5
    for (name, _), roc_auc, share in zip(design["columns"], aucs, purest_shares(sample), strict=True):
        if topics[name] not in trusted_topics:
            best = alone.setdefault(name, {"roc_auc": 0.0, "purest_share": 0.0})
            best["roc_auc"] = max(best["roc_auc"], float(roc_auc))
            best["purest_share"] = max(best["purest_share"], float(share))

    def leading(figure: str) -> list[str]:
        leads: dict[str, str] = {}
        for name in sorted(alone, key=lambda name: -alone[name][figure]):
            leads.setdefault(topics[name], name)
        return list(leads.values())[:SUSPECTS]

    strongest, purest = leading("roc_auc"), leading("purest_share")
    told = [
        {"feature": name, "topic": topics[name], **alone[name]} for name in dict.fromkeys(strongest + purest)
    ]
    return {
        "strongest_feature": strongest[0] if strongest else None,
        "strongest_roc_auc": alone[strongest[0]]["roc_auc"] if strongest else None,
        "purest_feature": purest[0] if purest else None,
        "purest_share": alone[purest[0]]["purest_share"] if purest else None,
        "suspects": json.dumps(
            {
                f"{key}_{place}": value
                for place, suspect in enumerate(told, start=1)
                for key, value in suspect.items()
            },
            ensure_ascii=False,
        ),
    }


def choose_rule(
    fitting: tuple[pa.Table, np.ndarray, Design],
    choosing: tuple[pa.Table, np.ndarray] | None,
    rule_features: Mapping[str, Sequence[str]],
) -> str:
    """The name of the rule that, made on the rows `fitting`, ranks those of `choosing` best.

    Each is a table of features and `segment`, and the labels; the first comes with its design. Without
    `choosing` it is the rule of three, or the best single feature.
    """
    rules = {name: make_rule(name, *fitting, rule_features) for name in rule_names(fitting[0], rule_features)}
    made = {name: rule for name, rule in rules.items() if rule is not None}
    if choosing is None:
        return THREE_NAME if THREE_NAME in made else BEST_FEATURE
    table, labels = choosing
    aucs = {name: roc_auc_score(labels, rule_scores(rule, table)) for name, rule in made.items()}
    return max(aucs, key=aucs.get)


def rule_names(table: pa.Table, rule_features: Mapping[str, Sequence[str]]) -> list[str]:
    """The rules that can be made of these rows."""
    names = [name for name in SINGLE if name in rule_features]
    three = [THREE_NAME] if all(name in rule_features for name in THREE[:2]) else []
    declared = SEGMENT in table.column_names and table[SEGMENT].null_count < table.num_rows
    return [*names, *three, BEST_FEATURE, DECLARED if declared else TREE]


def make_rule(
    name: str,
    table: pa.Table,
    labels: np.ndarray,
    design: Design,
    rule_features: Mapping[str, Sequence[str]],
) -> dict[str, Any] | None:
    """Make a rule on rows with labels, as a dict that JSON can hold; None if there is nothing to make of."""
    if name == DECLARED:
        return {"name": DECLARED, "kind": "segment"}
    if name in SINGLE:
        feature = rule_features[name][0]
        return _single(name, _numeric([feature]), table, labels)
    if name == THREE_NAME:
        return _three(table, labels, rule_features)
    sample = contrast(table, labels, design)
    if name == BEST_FEATURE:
        aucs = column_aucs(sample)
        best = int(np.argmax(np.abs(aucs - 0.5)))
        column = design["columns"][best]
        return _single(f"{BEST_FEATURE} {column[0]}", _part(design, [column]), table, labels)
    return _tree(sample, design)


def rule_scores(rule: Mapping[str, Any], features: Mapping[str, pa.Array] | pa.Table) -> np.ndarray:
    """What the rule ranks rows by (rows,), the higher the likelier."""
    if rule["kind"] == "segment":
        return np.nan_to_num(numbers(features[SEGMENT]))
    matrix = design_matrix(features, len(features[rule["design"]["columns"][0][0]]), rule["design"])
    if rule["kind"] == "single":
        return rule["sign"] * _filled(matrix[:, 0], rule["unknown"])
    if rule["kind"] == "three":
        columns = [
            (np.nan_to_num(np.cbrt(column), nan=mean) - mean) / scale * weight
            for column, mean, scale, weight in zip(
                matrix.T, rule["means"], rule["scales"], rule["weights"], strict=True
            )
        ]
        return np.sum(columns, axis=0)
    scores = np.empty(len(matrix))
    for leaf in rule["leaves"]:
        inside = np.ones(len(matrix), bool)
        for column, threshold, is_low, takes_unknown in leaf["path"]:
            values = matrix[:, column]
            below = values <= threshold
            inside &= np.where(np.isnan(values), takes_unknown, below if is_low else ~below)
        scores[inside] = leaf["rate"]
    return scores


def plain_rule_features(batch: pa.RecordBatch, rule: Mapping[str, Any]) -> dict[str, pa.Array]:
    """The columns of a batch that a rule reads, as `rule_scores` takes them; raises MissingFeaturesError."""
    read = [SEGMENT] if rule["kind"] == "segment" else [name for name, _ in rule["design"]["columns"]]
    names = dict.fromkeys(read)
    if missing := [name for name in names if name not in batch.schema.names]:
        raise MissingFeaturesError(
            f"The naive rule '{rule['name']}' needs features that the rows lack: {', '.join(missing)}. "
            "Build the features it was made on, or rebuild the model."
        )
    return {name: plain_feature(name, batch.column(name)) for name in names}


def by_rule(rows: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    """The features that each naive rule reads, from rows of `rule` and `feature`."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["rule"], []).append(row["feature"])
    return found


def _numeric(features: Sequence[str]) -> Design:
    return {"columns": [(name, NUMBER) for name in features], "categories": {}}


def _part(design: Design, columns: list[tuple[str, int]]) -> Design:
    names = {name for name, _ in columns}
    kept = {name: values for name, values in design["categories"].items() if name in names}
    return {"columns": columns, "categories": kept}


def _single(name: str, design: Design, table: pa.Table, labels: np.ndarray) -> dict[str, Any] | None:
    feature = design["columns"][0][0]
    if feature not in table.column_names:
        return None
    column = design_matrix(table, table.num_rows, design)[:, 0]
    sides = {unknown: roc_auc_score(labels, _filled(column, unknown)) for unknown in (-UNKNOWN, UNKNOWN)}
    unknown = max(sides, key=lambda side: abs(sides[side] - 0.5))
    sign = 1 if sides[unknown] >= 0.5 else -1
    shown = {"recency": -1}.get(name, 1)  # the word itself means that whoever came last comes first
    return {
        "name": name if sign == shown else f"reversed {name}",
        "kind": "single",
        "design": design,
        "sign": sign,
        "unknown": unknown,
    }


def _three(table: pa.Table, labels: np.ndarray, rule_features: Mapping[str, Sequence[str]]):
    features = [
        name
        for rule in THREE
        for name in rule_features.get(rule, ())
        if name in table.column_names and np.isfinite(numbers(table[name])).any()
    ]
    if not features:
        return None
    design = _numeric(features)
    matrix = np.cbrt(design_matrix(table, table.num_rows, design))
    means, scales = np.nanmean(matrix, axis=0), np.nanstd(matrix, axis=0)
    scales[scales == 0] = 1
    scaled = (np.where(np.isnan(matrix), means, matrix) - means) / scales
    weights = LogisticRegression(max_iter=500).fit(scaled, labels).coef_[0]
    return {
        "name": THREE_NAME,
        "kind": "three",
        "design": design,
        "means": means.tolist(),
        "scales": scales.tolist(),
        "weights": weights.tolist(),
    }


def _tree(sample: Contrast, design: Design) -> dict[str, Any]:
    """A shallow decision tree (Breiman et al. 1984) of at most five leaves, with the rate of each."""
    least = max(20, len(sample.labels) // 100)
    made = DecisionTreeClassifier(max_leaf_nodes=LARGEST_TREE, min_samples_leaf=least, random_state=0)
    # the tree reads float32
    tree = made.fit(np.clip(sample.matrix, -1e30, 1e30), sample.labels, sample.weights).tree_
    leaves, waiting = [], [(0, [])]
    while waiting:
        at, path = waiting.pop()
        if tree.children_left[at] < 0:
            leaves.append({"path": path, "rate": float(tree.value[at][0][-1] / tree.value[at][0].sum())})
            continue
        goes_left = bool(tree.missing_go_to_left[at])
        step = (int(tree.feature[at]), float(tree.threshold[at]))
        waiting.append((int(tree.children_left[at]), [*path, [*step, True, goes_left]]))
        waiting.append((int(tree.children_right[at]), [*path, [*step, False, not goes_left]]))
    used = sorted({column for leaf in leaves for column, *_ in leaf["path"]})
    place = {column: at for at, column in enumerate(used)}
    for leaf in leaves:
        leaf["path"] = [[place[column], *rest] for column, *rest in leaf["path"]]
    columns = [design["columns"][column] for column in used] or design["columns"][:1]
    return {"name": TREE, "kind": "tree", "design": _part(design, columns), "leaves": leaves}


def _filled(values: np.ndarray, unknown: float) -> np.ndarray:
    return np.where(np.isnan(values), unknown, values)


def _purest(column: np.ndarray, rarer: np.ndarray) -> float:
    known = ~np.isnan(column)
    order = np.argsort(-column[known], kind="stable")
    values, labels = column[known][order], rarer[known][order]
    if not len(values):
        return 0.0
    last = np.append(np.flatnonzero(np.diff(values)), len(values) - 1)  # of each run of equal values
    found = np.cumsum(labels)[last] / rarer.sum()
    others = np.cumsum(1 - labels)[last] / (len(rarer) - rarer.sum())
    return float(found[found >= SINGLED_OUT * others].max(initial=0))
