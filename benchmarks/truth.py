"""How a build of the demo company compares with what only the simulator knows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from scipy.special import logit

# a person of ours is the true person that most of its identifiers belonged to at the date
BESIDE_TRUTH = """
    with members as (
        select
            s.prediction_name, s.person_id, s.feature_date, s.propensity,
            t.true_person_id, count(*) as identifiers
        from {table} as s
        inner join identity.person_identifiers as i
            on s.person_id = i.person_id
            and s.feature_date >= i.valid_from
            and (i.valid_to is null or s.feature_date < i.valid_to)
        inner join read_parquet('{truth}/identities.parquet') as t on i.identifier = t.identifier
        group by all
    )
    select m.*, p.true_propensity
    from members as m
    inner join read_parquet('{truth}/propensities.parquet') as p
        using (prediction_name, true_person_id, feature_date)
    qualify row_number() over (
        partition by m.prediction_name, m.person_id, m.feature_date
        order by m.identifiers desc, m.true_person_id
    ) = 1
    order by m.prediction_name, m.feature_date, m.person_id
"""


def expected_auc(propensity: np.ndarray, score: np.ndarray) -> float:
    """The AUC that ranking by `score` has on average over the outcomes that true propensities p give.

    All pairs (i, j) weighted with p_i (1 - p_j), the chance that i has the outcome and j has not; ties count
    half. Both arrays have shape (people,).
    """
    mass = (
        pd.DataFrame({"p": propensity, "q": 1 - propensity, "score": score})
        .groupby("score")[["p", "q"]]
        .sum()
    )
    below = mass["q"].cumsum() - mass["q"]
    return float((mass["p"] * (below + mass["q"] / 2)).sum() / (mass["p"].sum() * mass["q"].sum()))


# what the models that may score said, not those of earlier dates
LATEST_SCORES = """(
    select scores.*
    from evaluation.holdout_scores as scores
    where scores.origin = 1
)"""


def beside_truth(warehouse: Path, truth: Path, table: str = LATEST_SCORES) -> pd.DataFrame:
    """One row per prediction, person and date of a table: `propensity` beside `true_propensity`."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(BESIDE_TRUTH.format(table=table, truth=truth)).df()


def training_positives(warehouse: Path) -> dict[str, int]:
    """Per prediction, the humans with the outcome on its training dates."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return dict(
            connection.execute(
                "select prediction_name, training_positives from predictions.data_sufficiency"
            ).fetchall()
        )


def statuses(warehouse: Path) -> dict[str, str]:
    """Per prediction, its status: whether its scores are published."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return dict(
            connection.execute("select prediction_name, status from activation.prediction_status").fetchall()
        )


def decile_slope(ours: np.ndarray, truth: np.ndarray) -> float:
    """Least-squares slope of logit(truth) on logit(ours), both of shape (deciles,): 1 where spread fits."""
    return float(np.polyfit(logit(ours), logit(truth), 1)[0])


def top_share(propensity: np.ndarray, score: np.ndarray) -> float:
    """The true propensity in the tenth that `score` puts highest, as a share of the most a tenth can hold."""
    size = max(len(propensity) // 10, 1)
    reached = propensity[np.argsort(score, kind="stable")[-size:]].sum()
    return float(reached / np.sort(propensity)[-size:].sum())


def accuracy(beside: pd.DataFrame) -> pd.DataFrame:
    """One row per prediction: how near the order and the level of our propensities come to the truth.

    `best` and `ours` are expected AUCs and `gap` their difference. `bin_difference` is the mean distance of
    mean propensity and mean true propensity over ten equal-count bins of ours, `slope` that of their logits,
    `top_share` what our top tenth holds of what the best would.
    """
    rows = []
    for name, scored in beside.groupby("prediction_name"):
        truth, ours = scored["true_propensity"].to_numpy(), scored["propensity"].to_numpy()
        tenths = pd.qcut(scored["propensity"].rank(method="first"), 10, labels=False)
        deciles = scored.groupby(tenths)[["propensity", "true_propensity"]].mean()
        ours_by_decile, truth_by_decile = deciles.to_numpy().T
        best, reached = expected_auc(truth, truth), expected_auc(truth, ours)
        rows.append(
            {
                "prediction_name": name,
                "rows": len(truth),
                "best": best,
                "ours": reached,
                "gap": best - reached,
                "bin_difference": float(np.abs(ours_by_decile - truth_by_decile).mean()),
                "slope": decile_slope(ours_by_decile, truth_by_decile),
                "top_share": top_share(truth, ours),
                "deciles": deciles["true_propensity"].tolist(),
            }
        )
    return pd.DataFrame(rows)


def allowed_gap(training_positives: int) -> float:
    """How far ranking may stay behind ranking by the truth, by the humans with the outcome it learnt from."""
    return 0.03 if training_positives >= 500 else 0.05


def shortfalls(row: Mapping[str, Any]) -> list[str]:
    """What a row of `accuracy`, with its `training_positives`, lacks to be accurate; empty if nothing."""
    checks = {
        "status": row["status"] == "published",
        "gap": row["gap"] <= allowed_gap(row["training_positives"]),
        "bin_difference": row["bin_difference"] <= 0.02,
        "slope": 0.8 <= row["slope"] <= 1.25,
        "top_share": row["top_share"] >= 0.8,
    }
    return [
        f"{measure} {row[measure] if isinstance(row[measure], str) else round(row[measure], 4)}"
        for measure, holds in checks.items()
        if not holds
    ]
