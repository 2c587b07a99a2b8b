"""How much data is enough, and when there will be, worked out a second way: by simulation and by counting."""

import bisect
import datetime

import duckdb
import numpy as np
import pandas as pd
import pytest
from conftest import QuickCompany
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

HORIZON, SETTLES = 28, 35
WEEK = datetime.timedelta(7)
FIRST_DATE = datetime.date(2024, 1, 1)  # a Monday
COUNTED = ["needed_outcomes", "label_dates", "origins", "splits", "data_sufficiency"]


@pytest.fixture(scope="module")
def queries(tmp_path_factory) -> dict[str, str]:
    """The SQL of the models that count, as dbt compiles it without a warehouse."""
    company = QuickCompany(tmp_path_factory.mktemp("compiled"))
    company.dbt("compile", "--target", "lint", "--select", *COUNTED)
    compiled = company.folder / "target" / "compiled" / "propensity" / "models" / "predictions"
    return {name: (compiled / f"{name}.sql").read_text() for name in COUNTED}


def sufficiency(queries: dict[str, str], labels: pd.DataFrame, as_of: datetime.date) -> pd.DataFrame:
    """data_sufficiency of labels that have settled by the as-of date, one row per prediction."""
    settled = labels[labels["settled_date"] <= as_of]
    names = settled["prediction_name"].unique()
    tables = {
        "predictions.predictions": pd.DataFrame(
            {
                "prediction_name": names,
                "population": "true",
                "missing_columns": None,
                "outcome_event": "left",
                "horizon_days": HORIZON,
                "gap_days": 0,
                "settled_after_days": SETTLES,
                "outcome_at_least": 1,
                "outcome_happens": True,
            }
        ),
        "predictions.labels": settled,
        "staging.as_of_dates": pd.DataFrame({"as_of_date": [as_of]}),
        "staging.feature_dates": pd.DataFrame({"feature_date": [FIRST_DATE], "is_calendar": [True]}),
        "predictions.outcome_events": pd.DataFrame(
            {"prediction_name": [""], "identifier": [""], "known_date": [as_of]}
        ),
        "identity.identifiers_by_date": pd.DataFrame(
            {"feature_date": [as_of], "identifier": [""], "person_id": [""]}
        ),
    }
    connection = duckdb.connect()
    for schema in ("predictions", "staging", "identity"):
        connection.execute(f"create schema {schema}")
    for name, frame in tables.items():
        connection.register("frame", frame)
        dates = [column for column in frame.columns if column.endswith("_date")]
        casts = f"replace ({', '.join(f'cast({date} as date) as {date}' for date in dates)})" if dates else ""
        connection.execute(f"create table {name} as select * {casts} from frame")
    for name in COUNTED:
        connection.execute(f"create table predictions.{name} as {queries[name]}")
    return connection.execute("select * from predictions.data_sufficiency").df().set_index("prediction_name")


def labels_of(outcomes_a_year: int, days: int, people: int = 2_000) -> pd.DataFrame:
    """One row per person and Monday: outcomes come at even distances, each to another person."""
    happens = np.full(people, np.inf)
    every = 364 / outcomes_a_year
    outcomes = min(int(days / every), people)
    happens[:outcomes] = (np.arange(outcomes) + 0.5) * every
    parts = []
    for day in range(0, days, 7):
        date = FIRST_DATE + datetime.timedelta(day)
        label = ((happens >= day) & (happens < day + HORIZON)).astype(int)
        parts.append(
            pd.DataFrame(
                {
                    "prediction_name": str(outcomes_a_year),
                    "person_id": [f"h{number}" for number in range(people)],
                    "human_id": [f"h{number}" for number in range(people)],
                    "feature_date": date,
                    "settled_date": date + datetime.timedelta(SETTLES),
                    "label": label,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def needed_to_learn(share: float) -> float:
    """Riley et al. (2020), criterion (i), written down from the paper: shrinkage .9, ten parameters."""
    log_likelihood_of_none = share * np.log(share) + (1 - share) * np.log(1 - share)
    largest_r2 = 1 - np.exp(2 * log_likelihood_of_none)
    return share * 10 / ((0.9 - 1) * np.log(1 - 0.15 * largest_r2 / 0.9))


def needed_to_grade(share: float) -> int:
    """The smallest number with which Hanley and McNeil's standard error is small enough, by trying."""
    auc = 0.75
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    for positives in range(1, 10_000):
        negatives = positives * (1 - share) / share
        variance = (auc * (1 - auc) + (positives - 1) * (q1 - auc**2) + (negatives - 1) * (q2 - auc**2)) / (
            positives * negatives
        )
        if 2 * 1.96 * np.sqrt(variance) <= 0.15:
            return positives
    raise AssertionError(share)


def is_enough(labels: pd.DataFrame, as_of: datetime.date) -> bool:
    """Whether some date leaves enough before it to learn from and after it to grade on."""
    settled = labels[labels["settled_date"] <= as_of]
    share = settled["label"].mean()
    positives = settled[settled["label"] == 1]
    last = settled["feature_date"].max()
    for date in sorted(settled["feature_date"].unique(), reverse=True):
        after = positives.loc[positives["feature_date"] >= date, "human_id"].nunique()
        if date > last - datetime.timedelta(28) or after < needed_to_grade(share):
            continue
        return positives.loc[positives["settled_date"] <= date, "human_id"].nunique() >= needed_to_learn(
            share
        )
    return False


@pytest.mark.parametrize(
    ("outcomes", "what_helps"), [(20, "people"), (60, "time"), (150, None), (300, None), (1_000, None)]
)
def test_the_verdict_is_that_of_first_principles_and_so_is_the_day_when_it_changes(
    outcomes, what_helps, queries
):
    """A year of outcomes; then the same history goes on until there is enough, and that day was foretold."""
    as_of = FIRST_DATE + datetime.timedelta(364 + SETTLES)
    history = labels_of(outcomes, days=4_200 if outcomes < 100 else 400)
    (row,) = sufficiency(queries, history, as_of).to_dict("records")
    assert is_enough(history, as_of) == (row["verdict"] == "sufficient") == (what_helps is None)
    assert row["what_helps"] == what_helps
    if what_helps is None:
        assert pd.isna(row["ready_on"])
        return
    weeks = range(600)
    waited = bisect.bisect_left(weeks, True, key=lambda week: is_enough(history, as_of + week * WEEK))
    assert 0 < waited < 590
    assert (row["ready_on"].date() - as_of) / (waited * WEEK) == pytest.approx(1, abs=0.2)
    assert f"there will be enough on {row['ready_on'].date()}" in row["reason"]


def test_the_outcomes_needed_are_those_of_the_papers(queries):
    needs = sufficiency(queries, labels_of(1_000, days=364), FIRST_DATE + datetime.timedelta(500))
    share = labels_of(1_000, days=364)["label"].mean()
    assert needs["training_positives_needed"].item() == np.ceil(needed_to_learn(share))
    assert needs["holdout_positives_needed"].item() == needed_to_grade(share)


@pytest.mark.parametrize("share", [0.05, 0.2])
def test_with_as_many_outcomes_as_needed_an_auc_of_three_quarters_spreads_as_declared(share):
    """Scores of both classes normal, a distance apart that gives .75; the middle 95 % of measured AUCs."""
    random = np.random.default_rng(1)
    positives = needed_to_grade(share)
    negatives = round(positives * (1 - share) / share)
    aucs = []
    for _ in range(2_000):
        above = np.searchsorted(np.sort(random.normal(0, 1, negatives)), random.normal(0.9539, 1, positives))
        aucs.append(above.mean() / negatives)
    assert np.mean(aucs) == pytest.approx(0.75, abs=0.003)
    low, high = np.percentile(aucs, [2.5, 97.5])
    assert 0.12 <= high - low <= 0.15


@pytest.mark.parametrize("share", [0.05, 0.2])
def test_with_as_many_outcomes_as_needed_ten_parameters_overshoot_by_a_tenth(share):
    """Log-odds of ten normal features that explain 15 % of what can be; slope of true on fitted ones."""
    random = np.random.default_rng(2)
    rows = round(needed_to_learn(share) / share)
    possible = 1 - np.exp(2 * (share * np.log(share) + (1 - share) * np.log(1 - share)))
    large = random.normal(size=(400_000, 1))

    def explained(spread: float) -> tuple[float, float]:
        low, high = -12.0, 0.0
        for _ in range(50):
            level = (low + high) / 2
            low, high = (level, high) if expit(level + spread * large).mean() < share else (low, level)
        chance = expit(level + spread * large)
        gained = (chance * np.log(chance) + (1 - chance) * np.log(1 - chance)).mean()
        nothing = share * np.log(share) + (1 - share) * np.log(1 - share)
        return 1 - np.exp(-2 * (gained - nothing)), level

    low, high = 0.1, 3.0
    for _ in range(30):
        spread = (low + high) / 2
        low, high = (spread, high) if explained(spread)[0] < 0.15 * possible else (low, spread)
    level = explained(spread)[1]
    weights = np.full(10, spread / np.sqrt(10))
    slopes = []
    for _ in range(80):
        matrix = random.normal(size=(rows, 10))
        labels = random.random(rows) < expit(level + matrix @ weights)
        fitted = LogisticRegression(C=np.inf, max_iter=200).fit(matrix, labels).coef_[0]
        slopes.append(fitted @ weights / (fitted @ fitted))  # of the true log-odds on the fitted ones
    assert np.mean(slopes) == pytest.approx(0.9, abs=0.03)
