"""The benchmark on real repeat purchases: its peer, its arithmetic, and what it may know when."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from benchmarks.bg_nbd import BgNbd, expected_purchases, fit, summaries
from benchmarks.cdnow import (
    AS_OF,
    DATASETS,
    PUBLISHED,
    buyers,
    chosen,
    comparison,
    event_rows,
    graded,
    main,
    sample_check,
)

SAMPLE = DATASETS / "cdnow_sample_2357.parquet"
TRUE = BgNbd(0.5, 5.0, 0.8, 2.4)


def simulated(customers: int, weeks: int, seed: int = 0) -> pd.DataFrame:
    """Purchases (customer_id, date) in the weeks from 1997-01-01 on, of customers like TRUE."""
    random = np.random.default_rng(seed)
    rows = []
    for customer in range(customers):
        rate, dropout = random.gamma(TRUE.r, 1 / TRUE.alpha), random.beta(TRUE.a, TRUE.b)
        week = random.random() * 12
        rows.append((customer, week))
        while (week := week + random.exponential(1 / rate)) < weeks:
            rows.append((customer, week))
            if random.random() < dropout:
                break
    purchases = pd.DataFrame(rows, columns=["customer_id", "week"])
    # not to the day, so that no two purchases are one
    purchases["date"] = pd.Timestamp("1997-01-01") + pd.to_timedelta(purchases["week"] * 7, unit="D")
    return purchases


@pytest.mark.skipif(not SAMPLE.exists(), reason=f"There is no {SAMPLE} on this machine.")
def test_the_peer_finds_the_published_parameters_and_expectations_of_the_published_sample():
    found = sample_check(pd.read_parquet(SAMPLE))
    for name, published in PUBLISHED.items():
        assert found[name] == pytest.approx(published, abs=0.001), name


def test_the_peer_recovers_what_its_customers_were_made_from():
    customers = summaries(simulated(8000, 39), pd.Timestamp("1997-01-02") + pd.Timedelta(weeks=39))
    found = fit(customers)
    assert found.r / found.alpha == pytest.approx(TRUE.r / TRUE.alpha, rel=0.1)  # the mean rate
    assert found.a / (found.a + found.b) == pytest.approx(
        TRUE.a / (TRUE.a + TRUE.b), rel=0.1
    )  # the mean chance
    assert found.r == pytest.approx(TRUE.r, rel=0.15)


def test_the_peer_expects_what_its_customers_then_buy():
    purchases = simulated(20_000, 78)
    until = pd.Timestamp("1997-01-02") + pd.Timedelta(weeks=39)
    customers = summaries(purchases, until)
    bought = purchases[purchases["date"] >= until].groupby("customer_id").size()
    bought = bought.reindex(customers.index, fill_value=0).to_numpy()
    expected = expected_purchases(TRUE, customers, 39)
    frequency, idle = customers["frequency"], customers["age"] - customers["recency"]
    for some in (frequency == 0, frequency.between(1, 2), frequency > 2, (frequency > 2) & (idle > 12)):
        assert expected[some].mean() == pytest.approx(bought[some].mean(), rel=0.1, abs=0.03)


def test_purchases_of_one_day_are_one_and_those_from_the_date_on_are_not_seen():
    dates = ["1997-01-01", "1997-01-15", "1997-01-15", "1997-01-29", "1997-02-12"]
    purchases = pd.DataFrame({"customer_id": "a", "date": pd.to_datetime(dates)})
    until = pd.Timestamp("1997-01-29")
    assert summaries(purchases, until).loc["a"].tolist() == [1, 2, pytest.approx(27 / 7)]


def test_the_company_is_told_nothing_from_its_as_of_date_on():
    dates = [AS_OF - pd.Timedelta(days=1), AS_OF, AS_OF + pd.Timedelta(days=1)]
    purchases = pd.DataFrame({"customer_id": ["a", "b", "a"], "date": dates})
    purchases = purchases.assign(number_of_cds=2, dollar_value=9.5)
    (row,) = event_rows(purchases, AS_OF)
    assert (row["subscriber"], row["occurred_at"], row["event_value"]) == ("a", str(dates[0]), "9.50")
    # b is not known by then, and the last day is not asked about
    assert buyers(purchases, AS_OF, dates[2]).to_dict() == {"a": False}
    assert buyers(purchases, AS_OF, dates[2] + pd.Timedelta(days=1)).to_dict() == {"a": True}


def test_the_aucs_and_the_interval_of_their_difference_are_those_of_resampling():
    random = np.random.default_rng(4)
    labels = random.random(600) < 0.3
    ours = np.round(labels + random.normal(0, 1, 600), 1)  # with ties
    theirs = np.round(ours / 2 + random.normal(0, 0.7, 600), 1)
    found = comparison(labels, ours, theirs)
    assert found["auc"] == pytest.approx(roc_auc_score(labels, ours), abs=1e-4)
    assert found["bg_nbd_auc"] == pytest.approx(roc_auc_score(labels, theirs), abs=1e-4)
    differences = []
    for _ in range(250):
        drawn = random.integers(0, 600, 600)
        aucs = [roc_auc_score(labels[drawn], scores[drawn]) for scores in (ours, theirs)]
        differences.append(aucs[0] - aucs[1])
    assert found["high"] - found["low"] == pytest.approx(2 * 1.96 * np.std(differences), rel=0.15)
    same = comparison(labels, ours, ours)
    assert (same["difference"], same["low"], same["high"]) == (0, 0, 0)


def test_who_has_no_score_stands_below_all_others_and_is_counted():
    purchases = simulated(600, 52)
    since, until = pd.Timestamp("1997-10-01"), pd.Timestamp("1997-12-31")
    bought = buyers(purchases, since, until)
    perfect = pd.DataFrame({"all": bought.astype(float), "some": bought.astype(float)})
    unscored = bought.index[bought][:5]
    perfect.loc[unscored, "some"] = np.nan
    table = graded(purchases, since, until, perfect)
    assert table["without_score"].tolist() == [0, 5]
    assert table.loc["all", "auc"] == 1
    assert table.loc["some", "auc"] == pytest.approx(1 - 5 / bought.sum(), abs=1e-4)
    with pytest.raises(AssertionError, match="no customer"):
        graded(purchases, since, until, perfect.set_axis(perfect.index + 10_000))


def test_the_question_is_chosen_by_the_earlier_date_among_those_with_scores_on_the_later():
    choice = pd.DataFrame({"auc": {"buy_7d": 0.75, "buy_14d": 0.74, "buy_28d": 0.76}})
    assert chosen(choice, ["buy_7d", "buy_14d", "buy_28d"]) == "buy_28d"
    assert chosen(choice, ["buy_14d", "buy_7d", "buy_56d"]) == "buy_7d"
    purchases = simulated(300, 52)
    nobody = graded(purchases, AS_OF, AS_OF + pd.Timedelta(weeks=13), pd.DataFrame())
    for table, scored in [(choice, ["buy_56d"]), (choice, nobody.index), (nobody, choice.index)]:
        with pytest.raises(SystemExit, match="published on both dates"):
            chosen(table, scored)


def test_without_the_data_it_says_so_and_does_not_fail(tmp_path, capsys):
    main(["--data", str(tmp_path / "none.parquet"), "--sample", str(tmp_path / "no_sample.parquet")])
    printed = capsys.readouterr().out
    assert "none.parquet, so nothing is compared" in printed
    assert "no_sample.parquet, so BG/NBD is not held against" in printed
