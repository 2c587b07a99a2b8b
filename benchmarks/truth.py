"""How a build of the demo company compares with what only the simulator knows."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

# a person's identifiers then, and the true person that most of them belong to
SCORES_BESIDE_TRUTH = """
    with members as (
        select s.prediction_name, s.person_id, s.feature_date, s.propensity, t.true_person_id, count(*) as identifiers
        from ({scores}) as s
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
        on m.prediction_name = p.prediction_name
        and m.true_person_id = p.true_person_id
        and m.feature_date = p.feature_date
    qualify row_number() over (
        partition by m.prediction_name, m.person_id, m.feature_date order by m.identifiers desc, m.true_person_id
    ) = 1
    order by m.prediction_name, m.feature_date, m.person_id
"""


def expected_auc(propensity: np.ndarray, score: np.ndarray) -> float:
    """The AUC that ranking by `score` has on average over the outcomes that true propensities p give.

    All pairs (i, j), i before j, weighted with p_i (1 - p_j): the chance that i has the outcome and j has not. Both arrays
    have shape (people,); ties count half.
    """
    order = pd.DataFrame({"p": propensity, "q": 1 - propensity, "score": score}).groupby("score")[["p", "q"]].sum()
    below = order["q"].cumsum() - order["q"]
    return float((order["p"] * (below + order["q"] / 2)).sum() / (order["p"].sum() * order["q"].sum()))


def beside_truth(warehouse: Path, truth: Path, table: str = "evaluation.holdout_scores") -> pd.DataFrame:
    """One row per prediction, person and date of a table of propensities: `propensity` beside `true_propensity`."""
    scores = f"select prediction_name, person_id, feature_date, propensity from {table}"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(SCORES_BESIDE_TRUTH.format(scores=scores, truth=truth)).df()


def gaps(beside: pd.DataFrame) -> pd.DataFrame:
    """One row per prediction: the expected AUC of the truth and of ours, what lies between, and the truth by decile."""
    rows = []
    for name, rows_of in beside.groupby("prediction_name"):
        p, ours = rows_of["true_propensity"].to_numpy(), rows_of["propensity"].to_numpy()
        by_decile = rows_of.groupby(pd.qcut(rows_of["propensity"].rank(method="first"), 10, labels=False))
        deciles = by_decile["true_propensity"].mean().to_numpy()
        best, reached = expected_auc(p, p), expected_auc(p, ours)
        rows.append(
            {
                "prediction_name": name,
                "rows": len(p),
                "best": best,
                "ours": reached,
                "gap": best - reached,
                "bias": float(np.abs(by_decile["propensity"].mean().to_numpy() - deciles).mean()),
                "deciles_rise": bool((np.diff(deciles) > 0).all()),
                "deciles": deciles.round(4).tolist(),
            }
        )
    return pd.DataFrame(rows)
