"""How a build of the demo company compares with what only the simulator knows."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

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


def beside_truth(warehouse: Path, truth: Path, table: str = "evaluation.holdout_scores") -> pd.DataFrame:
    """One row per prediction, person and date of a table: `propensity` beside `true_propensity`."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(BESIDE_TRUTH.format(table=table, truth=truth)).df()


def gaps(beside: pd.DataFrame) -> pd.DataFrame:
    """One row per prediction: expected AUC of the truth and of ours, the gap, and both means by decile."""
    rows = []
    for name, scored in beside.groupby("prediction_name"):
        truth, ours = scored["true_propensity"].to_numpy(), scored["propensity"].to_numpy()
        tenths = pd.qcut(scored["propensity"].rank(method="first"), 10, labels=False)
        deciles = scored.groupby(tenths)[["propensity", "true_propensity"]].mean()
        best, reached = expected_auc(truth, truth), expected_auc(truth, ours)
        rows.append(
            {
                "prediction_name": name,
                "rows": len(truth),
                "best": best,
                "ours": reached,
                "gap": best - reached,
                "bias": float((deciles["propensity"] - deciles["true_propensity"]).abs().mean()),
                "deciles": deciles["true_propensity"].tolist(),
            }
        )
    return pd.DataFrame(rows)
