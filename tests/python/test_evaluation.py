"""The figures that SQL gives a model, held against scikit-learn and against resampling."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score


@pytest.fixture(scope="module")
def holdouts(demo) -> dict[str, pd.DataFrame]:
    with duckdb.connect(str(demo.published), read_only=True) as connection:
        scores = connection.execute("select * from evaluation.holdout_scores order by all").df()
    return dict(list(scores.groupby("prediction_name")))


@pytest.fixture(scope="module")
def evaluations(demo) -> pd.DataFrame:
    with duckdb.connect(str(demo.published), read_only=True) as connection:
        return (
            connection.execute("select * from evaluation.model_evaluations").df().set_index("prediction_name")
        )


def test_auc_recomputed_by_sql_from_the_published_scores_equals_the_published_one(demo):
    differences = demo.query(
        """
        with ranked as (
            select
                *,
                rank() over (partition by prediction_name order by propensity)
                + (count(*) over (partition by prediction_name, propensity) - 1) / 2 as place
            from evaluation.holdout_scores
        ),
        recomputed as (
            select
                prediction_name,
                (sum(case when label = 1 then place end) - sum(label) * (sum(label) + 1) / 2)
                / (sum(label) * sum(1 - label)) as roc_auc
            from ranked
            group by prediction_name
        )
        select prediction_name, abs(recomputed.roc_auc - model_evaluations.roc_auc)
        from recomputed inner join evaluation.model_evaluations using (prediction_name)
        """,
        published=True,
    )
    assert len(differences) == 4
    assert all(difference < 1e-6 for _, difference in differences)


@pytest.mark.parametrize(
    ("column", "metric"),
    [
        ("roc_auc", roc_auc_score),
        ("average_precision", average_precision_score),
        ("log_loss", log_loss),
        ("brier_score", brier_score_loss),
        ("base_rate", lambda label, propensity: label.mean()),
    ],
)
def test_metrics_equal_scikit_learns(holdouts, evaluations, column, metric):
    for name, scores in holdouts.items():
        assert evaluations.loc[name, column] == pytest.approx(
            metric(scores["label"], scores["propensity"]), abs=1e-9
        )


def test_lift_and_calibration_error_equal_a_second_computation(holdouts, evaluations):
    for name, scores in holdouts.items():
        ordered = scores.sort_values(["propensity", "person_id", "feature_date"], ignore_index=True)
        tenths = np.ceil(10 * (ordered.index.to_numpy() + 1) / len(ordered))
        means = ordered.groupby(tenths)[["propensity", "label"]].mean()
        sizes = ordered.groupby(tenths).size()
        error = ((means["propensity"] - means["label"]).abs() * sizes).sum() / len(ordered)
        assert evaluations.loc[name, "calibration_error"] == pytest.approx(error, abs=1e-9)
        lift = means.loc[10, "label"] / ordered["label"].mean()
        assert evaluations.loc[name, "lift_at_10_percent"] == pytest.approx(lift, abs=1e-9)


def test_the_auc_interval_is_as_wide_as_resampling_humans_makes_it(holdouts, evaluations):
    """People recur on up to four holdout dates: resampling rows instead would make it a third narrower."""
    random = np.random.default_rng(2)
    for name, scores in holdouts.items():
        rows_of = list(scores.groupby("human_id").indices.values())
        label, propensity = scores["label"].to_numpy(), scores["propensity"].to_numpy()
        aucs = []
        for _ in range(400):
            drawn = np.concatenate(
                [rows_of[human] for human in random.integers(0, len(rows_of), len(rows_of))]
            )
            aucs.append(roc_auc_score(label[drawn], propensity[drawn]))
        low, high = np.percentile(aucs, [2.5, 97.5])
        row = evaluations.loc[name]
        assert (row["roc_auc_high"] - row["roc_auc_low"]) / (high - low) == pytest.approx(1, abs=0.2)
        assert row["roc_auc_low"] == pytest.approx(low, abs=0.015)


def test_the_baseline_is_the_rule_that_was_best_on_the_training_dates(demo, evaluations):
    trained = demo.query("""
        select prediction_name, arg_max(scorer, abs(roc_auc - 0.5)) from evaluation.ranking_qualities
        where split = 'train' group by prediction_name
    """)
    rules = dict(trained)
    for name, row in evaluations.iterrows():
        assert row["baseline_name"].removeprefix("reversed ") == rules[name]
        assert row["baseline_roc_auc"] < row["roc_auc"]
