"""The figures that SQL gives a model, held against scikit-learn and against resampling."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score


@pytest.fixture(scope="module")
def holdouts(demo) -> dict[str, pd.DataFrame]:
    """Per model version, the rows that it is graded on: of the latest models and of earlier ones."""
    with duckdb.connect(str(demo.published), read_only=True) as connection:
        scores = connection.execute("select * from evaluation.holdout_scores order by all").df()
    versions = dict(list(scores.groupby("model_version")))
    assert len(versions) >= 8
    return versions


@pytest.fixture(scope="module")
def evaluations(demo) -> pd.DataFrame:
    with duckdb.connect(str(demo.published), read_only=True) as connection:
        return (
            connection.execute("select * from evaluation.model_evaluations").df().set_index("model_version")
        )


@pytest.fixture(scope="module")
def histories(demo) -> pd.DataFrame:
    with duckdb.connect(str(demo.published), read_only=True) as connection:
        return connection.execute("select * from evaluation.backtests").df().set_index("prediction_name")


def test_auc_recomputed_by_sql_from_the_published_scores_equals_the_published_one(demo, evaluations):
    differences = demo.query(
        """
        with ranked as (
            select
                *,
                rank() over (partition by model_version order by propensity)
                + (count(*) over (partition by model_version, propensity) - 1) / 2 as place
            from evaluation.holdout_scores
        ),
        recomputed as (
            select
                model_version,
                (sum(case when label = 1 then place end) - sum(label) * (sum(label) + 1) / 2)
                / (sum(label) * sum(1 - label)) as roc_auc
            from ranked
            group by model_version
        )
        select model_version, abs(recomputed.roc_auc - model_evaluations.roc_auc)
        from recomputed inner join evaluation.model_evaluations using (model_version)
        """,
        published=True,
    )
    assert len(differences) == len(evaluations)
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
    for version, scores in holdouts.items():
        assert evaluations.loc[version, column] == pytest.approx(
            metric(scores["label"], scores["propensity"]), abs=1e-9
        )
        if column == "roc_auc":
            assert evaluations.loc[version, "baseline_roc_auc"] == pytest.approx(
                metric(scores["label"], scores["baseline_score"]), abs=1e-9
            )


def test_lift_and_calibration_error_equal_a_second_computation(holdouts, evaluations):
    """No two propensities of these are alike, so each row has one place."""
    for version, scores in holdouts.items():
        ordered = scores.sort_values("propensity", ignore_index=True)
        tenths = np.ceil(10 * (ordered.index.to_numpy() + 1) / len(ordered))
        means = ordered.groupby(tenths)[["propensity", "label"]].mean()
        sizes = ordered.groupby(tenths).size()
        error = ((means["propensity"] - means["label"]).abs() * sizes).sum() / len(ordered)
        assert evaluations.loc[version, "calibration_error"] == pytest.approx(error, abs=1e-3)
        lists = [
            day.nlargest(int(np.ceil(len(day) / 10)), "propensity")
            for _, day in scores.groupby("feature_date")
        ]
        lift = pd.concat(lists)["label"].mean() / scores["label"].mean()
        assert evaluations.loc[version, "lift_at_10_percent"] == pytest.approx(lift, rel=0.03)


def resampled(scores: pd.DataFrame, figure, times: int = 300) -> np.ndarray:
    """A figure of the rows, many times over, each time of as many humans drawn with replacement."""
    random = np.random.default_rng(2)
    rows_of = list(scores.groupby("human_id").indices.values())
    drawn = (
        np.concatenate([rows_of[human] for human in random.integers(0, len(rows_of), len(rows_of))])
        for _ in range(times)
    )
    columns = {
        name: scores[name].to_numpy()
        for name in ("label", "propensity", "baseline_score", "model_version", "feature_date")
    }
    return np.array([figure({name: values[rows] for name, values in columns.items()}) for rows in drawn])


def auc(rows: dict) -> float:
    return roc_auc_score(rows["label"], rows["propensity"])


def auc_of_all_origins(rows: dict) -> float:
    """The mean of the models' AUCs, every date alike."""
    aucs, dates = [], []
    for version in np.unique(rows["model_version"]):
        own = rows["model_version"] == version
        aucs.append(roc_auc_score(rows["label"][own], rows["propensity"][own]))
        dates.append(len(np.unique(rows["feature_date"][own])))
    return float(np.average(aucs, weights=dates))


def test_the_auc_interval_is_as_wide_as_resampling_humans_makes_it(holdouts, evaluations):
    """People recur on the dates of a holdout: resampling rows instead would make it a third narrower."""
    for version, row in evaluations[evaluations["is_latest"]].iterrows():
        low, high = np.percentile(resampled(holdouts[version], auc), [2.5, 97.5])
        assert (row["roc_auc_high"] - row["roc_auc_low"]) / (high - low) == pytest.approx(1, abs=0.2)
        assert row["roc_auc_low"] == pytest.approx(low, abs=0.015)


def test_the_interval_over_all_of_history_is_as_wide_as_resampling_humans_makes_it(holdouts, histories):
    """And they recur in several holdouts."""
    for name, row in histories.iterrows():
        scores = pd.concat([held for held in holdouts.values() if held["prediction_name"].iloc[0] == name])
        scores = scores.reset_index(drop=True)
        assert row["roc_auc"] == pytest.approx(
            auc_of_all_origins({column: scores[column].to_numpy() for column in scores}), abs=1e-9
        )
        low, high = np.percentile(resampled(scores, auc_of_all_origins, 150), [2.5, 97.5])
        assert (row["roc_auc_high"] - row["roc_auc_low"]) / (high - low) == pytest.approx(1, abs=0.25)


def test_the_bound_of_the_gain_is_that_of_resampling_humans(holdouts, demo):
    """Both rank the same people; as if of two samples, the bound would be far lower."""
    qualities = demo.query(
        "select model_version, gain, gain_low from evaluation.ranking_qualities where slice = 'everybody'"
    )
    bounds = {version: (gain, low) for version, gain, low in qualities}
    latest = demo.query("select model_version from training.trained_models where origin = 1")
    for (version,) in latest:
        scores = holdouts[version].reset_index(drop=True)
        gains = resampled(
            scores,
            lambda rows: (
                roc_auc_score(rows["label"], rows["propensity"])
                - roc_auc_score(rows["label"], rows["baseline_score"])
            ),
        )
        gain, low = bounds[version]
        assert gain - low == pytest.approx(2.326 * gains.std(), rel=0.2)


def test_a_slice_is_graded_like_the_whole(demo, holdouts):
    slices = demo.query(
        "select prediction_name, model_version, slice, roc_auc, people from evaluation.model_slices"
    )
    kinds = {slice for _, _, slice, _, _ in slices}
    assert {"not new: first seen before", "known from web"} <= kinds and len(kinds) > 5
    for name, version, slice, roc_auc, people in slices:
        if slice == "known from web":
            rows = demo.query(
                f"select person_id, feature_date from evaluation.slices where slice = '{slice}' "
                f"and prediction_name = '{name}'"
            )
            members = pd.MultiIndex.from_tuples([(person, pd.Timestamp(date)) for person, date in rows])
            keys = pd.MultiIndex.from_frame(holdouts[version][["person_id", "feature_date"]])
            scores = holdouts[version][keys.isin(members)]
            assert roc_auc == pytest.approx(roc_auc_score(scores["label"], scores["propensity"]), abs=1e-9)
            assert people == scores["human_id"].nunique()
    smallest = min(people for _, _, _, _, people in slices)
    assert smallest >= 30
