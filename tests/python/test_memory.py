"""What was said is kept, set beside what then happened, and stands while a source is missing."""

import datetime

import duckdb
import numpy as np
import pytest
from conftest import WITHOUT_UNIT_TESTS, QuickCompany, copied
from shop import BUY, FIRST_DAY, at, shop, shop_rows, write_shop
from sklearn.metrics import roc_auc_score

# buy_7d settles 8 days after it was asked; two Mondays and a Tuesday
FIRST, SECOND = 50, 60
CONTROL = 0.3


def day(number: int) -> str:
    return (FIRST_DAY + datetime.timedelta(days=number)).date().isoformat()


def build(company: QuickCompany, number: int, **settings) -> str:
    return company.dbt("build", *WITHOUT_UNIT_TESTS, as_of_date=day(number), **settings)


@pytest.fixture(scope="module")
def kept(shop_project, tmp_path_factory) -> QuickCompany:
    """A shop built as of one day, of the same day again, and of a day ten days later; tests only read it."""
    company = shop(tmp_path_factory.mktemp("kept"), shop_project, control_share=CONTROL)
    build(company, FIRST)
    company.first = company.query("select * from scores.score_history order by all")
    build(company, FIRST)
    company.again = company.query("select * from scores.score_history order by all")
    company.output = build(company, SECOND)
    return company


@pytest.fixture
def going_on(kept, tmp_path) -> QuickCompany:
    """A copy of the shop, to build again."""
    return copied(kept, tmp_path)


def test_two_builds_of_one_date_leave_one_copy_and_a_later_date_adds_to_it(kept):
    assert kept.again == kept.first and len(kept.first) > 100
    dates = "select distinct cast(feature_date as varchar) from scores.score_history order by 1"
    assert kept.query(dates) == [(day(FIRST),), (day(SECOND),)]


def test_what_was_published_is_what_is_kept(kept):
    columns = "prediction_name, person_id, propensity, propensity_decile, is_control, model_version"
    published = kept.query(f"select {columns} from activation.audience_scores order by all", published=True)
    history = kept.query(
        f"select {columns} from scores.score_history where feature_date = date '{day(SECOND)}' order by all"
    )
    assert published == history and len(history) > 100


def bought_between(first: int, last: int) -> set[str]:
    """The cookies of the people who bought from one day of the shop to before another."""
    return {
        "c" + row["subscriber"][1:]
        for row in shop_rows()["events"]
        if row["event_name"] == "bought" and at(first) <= row["occurred_at"] < at(last)
    }


def test_matured_scores_are_those_of_settled_dates_with_what_then_happened(kept):
    rows = kept.query("""
        select cookies.identifier, cast(matured.feature_date as varchar), matured.label
        from monitoring.matured_scores as matured
        inner join identity.person_identifiers as cookies on matured.person_id = cookies.person_id
        where
            matured.prediction_name = 'buy_7d'
            and cookies.identifier like 'cookie:%'
            and cookies.valid_to is null
    """)
    scored = kept.query(
        "select count(*) from scores.score_history "
        f"where prediction_name = 'buy_7d' and feature_date = date '{day(FIRST)}'"
    )
    assert len(rows) == scored[0][0] > 100
    buyers = bought_between(FIRST, FIRST + 7)
    assert {moment for _, moment, _ in rows} == {day(FIRST)}
    expected = [int(cookie.removeprefix("cookie:") in buyers) for cookie, _, _ in rows]
    assert [label for _, _, label in rows] == expected
    assert 0 < sum(expected) < len(expected)


def test_on_a_calendar_date_the_label_is_that_of_labels(kept, tmp_path):
    """What is scored on a Monday and matures has the label that training sees."""
    company = copied(kept, tmp_path)
    monday = day(49)
    with duckdb.connect(str(company.warehouse)) as connection:
        connection.execute(
            f"insert into scores.score_history select * replace (date '{monday}' as feature_date) "
            f"from scores.score_history where feature_date = date '{day(FIRST)}'"
        )
    company.run("matured_scores", as_of_date=day(SECOND))
    pairs = company.query(f"""
        select matured.label, labels.label
        from monitoring.matured_scores as matured
        inner join predictions.settled_labels as labels using (prediction_name, person_id, feature_date)
        where matured.feature_date = date '{monday}'
    """)
    assert len(pairs) > 100 and {label for label, _ in pairs} == {0, 1}
    assert all(matured == label for matured, label in pairs)


def test_realized_performance_is_what_scikit_learn_says_and_the_control_group_is_told_apart(kept):
    rows = kept.query(
        "select label, propensity, is_control from monitoring.matured_scores where prediction_name = 'buy_7d'"
    )
    label, propensity, is_control = (np.array(column) for column in zip(*rows, strict=True))
    is_control = is_control.astype(bool)
    told = {
        (group, date is None): figures
        for group, date, *figures in kept.query("""
            select people_group, feature_date, examples, people, positives,
                roc_auc, roc_auc_low, roc_auc_high, mean_propensity, observed_rate,
                rate_difference_low, rate_difference_high
            from monitoring.realized_performance where prediction_name = 'buy_7d'
        """)
    }
    groups = {"everybody": label >= 0, "control": is_control, "others": ~is_control}
    assert set(told) == {(group, is_all) for group in groups for is_all in (True, False)}
    assert 0.2 < is_control.mean() < 0.4
    for group, chosen in groups.items():
        assert told[group, True] == told[group, False]  # one date is all dates
        examples, people, positives, auc, low, high, said, rate, less, more = told[group, True]
        assert (examples, people, positives) == (chosen.sum(), chosen.sum(), label[chosen].sum())
        assert auc == pytest.approx(roc_auc_score(label[chosen], propensity[chosen]), abs=1e-9)
        assert low < auc < high
        assert said == pytest.approx(propensity[chosen].mean(), abs=1e-9)
        assert rate == pytest.approx(label[chosen].mean(), abs=1e-9)
        assert less < rate - said < more


def test_the_interval_is_that_of_delong_where_everybody_counts_once(kept):
    rows = kept.query(
        "select label, propensity from monitoring.matured_scores where prediction_name = 'buy_7d'"
    )
    label, propensity = (np.array(column) for column in zip(*rows, strict=True))
    high, low = propensity[label == 1][:, None], propensity[label == 0][None, :]
    wins = (high > low) + 0.5 * (high == low)
    auc = wins.mean()
    error = np.sqrt(
        wins.mean(axis=1).var(ddof=1) / wins.shape[0] + wins.mean(axis=0).var(ddof=1) / wins.shape[1]
    )
    half = 1.96 * error / (auc * (1 - auc))
    ends = [1 / (1 + np.exp(-(np.log(auc / (1 - auc)) + sign * half))) for sign in (-1, 1)]
    told = kept.query("""
        select roc_auc_low, roc_auc_high, graded_roc_auc, is_as_graded, is_worse_than_graded
        from monitoring.realized_performance
        where prediction_name = 'buy_7d' and people_group = 'everybody' and feature_date is null
    """)[0]
    assert told[:2] == pytest.approx(ends, abs=1e-9)
    assert told[3] == (told[0] <= told[2] <= told[1])
    assert told[4] is False


def test_retention_forgets_what_is_older_and_nothing_else(going_on):
    newest = f"select * from scores.score_history where feature_date = date '{day(SECOND)}' order by all"
    before = going_on.query(newest)
    output = build(going_on, SECOND, score_history_days=SECOND - FIRST - 1)
    assert going_on.query("select distinct cast(feature_date as varchar) from scores.score_history") == [
        (day(SECOND),)
    ]
    assert going_on.query(newest) == before
    assert going_on.query("select count(*) from monitoring.matured_scores") == [(0,)]
    # the day itself is still kept; and a full refresh forgets nothing
    assert output.count("published.") == 2


def test_a_full_refresh_forgets_no_score_and_matures_them_alike(going_on):
    tables = ("scores.score_history", "monitoring.matured_scores", "monitoring.scored_versions")
    before = [going_on.query(f"select * from {table} order by all") for table in tables]
    going_on.dbt(
        "build", "--full-refresh", "--exclude-resource-type", "test", *WITHOUT_UNIT_TESTS,
        "--select", "score_history", "matured_scores", "scored_versions", as_of_date=day(SECOND),
    )  # fmt: skip
    assert [going_on.query(f"select * from {table} order by all") for table in tables] == before


def test_scores_that_waited_for_another_outcome_do_not_mature(going_on):
    going_on.run("matured_scores", as_of_date=day(SECOND))
    assert going_on.query("select count(distinct prediction_name) from monitoring.matured_scores") == [(2,)]
    longer = {**BUY, "horizon_days": 8}
    going_on.run("predictions", as_of_date=day(SECOND), predictions={"buy_7d": longer, "also_buy_7d": BUY})
    going_on.dbt(
        "run", "--full-refresh", "--select", "matured_scores", as_of_date=day(SECOND),
        predictions={"buy_7d": longer, "also_buy_7d": BUY},
    )  # fmt: skip
    assert going_on.query("select distinct prediction_name from monitoring.matured_scores") == [
        ("also_buy_7d",)
    ]


# --- a source that does not arrive --------------------------------------------------------------------------


def audience(company: QuickCompany) -> list[tuple]:
    return company.query(
        "select prediction_name, person_id, propensity, reason_1, subscriber_id, "
        "cast(feature_date as varchar), is_stale "
        "from activation.audience_scores order by all",
        published=True,
    )


def since(company: QuickCompany, kind: str) -> list[tuple]:
    return company.query(
        f"select severity, cast(since as varchar) from monitoring.alerts where kind = '{kind}' order by all",
        published=True,
    )


def test_while_a_source_is_missing_the_last_scores_stand_and_when_it_is_back_they_are_new(going_on):
    last = audience(going_on)
    history = "select count(*), max(feature_date) from scores.score_history"
    kept_scores = going_on.query(history)
    # the last events are of day 62: one whole day without any is no reason to doubt, two are
    build(going_on, 64)
    fresh = audience(going_on)
    assert {row[-2:] for row in fresh} == {(day(64), False)} and since(going_on, "freshness") == []
    fresh_history = going_on.query(history)
    assert fresh_history[0][0] > kept_scores[0][0]
    output = build(going_on, 65)
    stale = audience(going_on)
    assert [row[:-1] for row in stale] == [row[:-1] for row in fresh] and {row[-1] for row in stale} == {True}
    assert len(stale) != len(last) or stale != last
    sentence = (
        f"Source 'shop' has not arrived since {day(63)}, and 100 % of what moves the scores comes from it"
    )
    assert f"buy_7d: stale. {sentence}" in output and f"The scores of {day(64)} stand" in output
    assert f"error: Source 'shop' has not arrived since {day(63)}" in output
    assert since(going_on, "freshness") == [("error", day(65))]
    # and on the next day: the same scores, no new history, and the alert keeps its day
    build(going_on, 66)
    assert audience(going_on) == stale
    assert since(going_on, "freshness") == [("error", day(65))]
    assert going_on.query(history) == fresh_history
    status = "select distinct status, cast(since as varchar) from activation.prediction_status"
    assert going_on.query(status, published=True) == [("stale", day(65))]
    # it is back, with what was missed
    rows = shop_rows()
    rows["events"] += [
        {"cookie": f"c{person}", "event_name": "visited", "occurred_at": at(63 + person % 4, hours=12)}
        for person in range(240)
    ]
    write_shop(rows, going_on.raw)
    build(going_on, 67)
    assert {row[-2:] for row in audience(going_on)} == {(day(67), False)}
    assert since(going_on, "freshness") == []
    assert going_on.query(status, published=True) == [("published", day(67))]


def test_a_day_of_ten_times_the_usual_is_a_warning_and_the_build_goes_on(going_on):
    rows = shop_rows()
    that_day = [row for row in rows["events"] if at(SECOND) <= row["occurred_at"] < at(SECOND + 1)]
    rows["events"] += [
        {**row, "event_id": f"again{time}_{place}"}
        for time in range(11)
        for place, row in enumerate(that_day)
    ]
    write_shop(rows, going_on.raw)
    output = build(going_on, SECOND + 1)
    assert f"warning: Source 'shop' had {12 * len(that_day)} rows on {day(SECOND)}, where" in output
    assert since(going_on, "volume") == [("warning", day(SECOND + 1))]
    assert output.count(": published.") == 2
    # a week later it is history
    going_on.run("volume_days", as_of_date=day(SECOND + 3))
    assert ("high",) in going_on.query("select volume from monitoring.volume_days")


def test_an_ordinary_day_is_no_alert(kept):
    assert kept.query("select kind, sentence from monitoring.alerts where severity != 'info'") == []
    assert "warning:" not in kept.output and "error:" not in kept.output


# --- drift ----------------------------------------------------------------------------------------------

SUBJECTS, WEEKS_OF_HISTORY, GAP_WEEKS, ROWS = 150, 50, 8, 250


def simulated_series(seed: int, builds: int, shift: float = 0.0, pace: float = 1.0) -> list[tuple]:
    """Rows of drift_series for some builds of a company that nothing happens to, or whose subject s0 shifts.

    Each build is a prediction of its own, as of one week later than the last. A subject is a normal variable
    whose mean wanders (by up to a tenth of a standard deviation a year), grows (by up to 0.4) and follows the
    year (by up to 0.15 up and down) in its own measure, `pace` times as fast; its fifths are of training.
    """
    from scipy.stats import norm

    rng = np.random.default_rng(seed)
    weeks = np.arange(WEEKS_OF_HISTORY + builds)
    wander = rng.normal(0, rng.uniform(0, 0.015, (SUBJECTS, 1)), (SUBJECTS, weeks.size)).cumsum(axis=1)
    growth = rng.uniform(-0.008, 0.008, (SUBJECTS, 1)) * weeks
    season = rng.uniform(0, 0.15, (SUBJECTS, 1)) * np.sin(
        2 * np.pi * weeks / 52 + rng.uniform(0, 6, (SUBJECTS, 1))
    )
    noise = rng.normal(0, rng.uniform(0, 0.05, (SUBJECTS, 1)), (SUBJECTS, weeks.size))
    means = pace * (wander + growth + season) + noise
    rows = []
    for number in range(builds):
        now = WEEKS_OF_HISTORY + number
        past = np.arange(now - 5)  # the last dates have no label yet
        last_training = now - GAP_WEEKS
        these = means.copy()
        these[0, now] += shift
        for subject in range(SUBJECTS):
            inner = norm.ppf([0.2, 0.4, 0.6, 0.8]) * 1.1 + these[subject, : last_training + 1].mean()
            for week in (*past, now):
                shares = np.diff([0, *norm.cdf(inner - these[subject, week]), 1])
                counts = [int(count) for count in rng.multinomial(ROWS, shares)]
                key = ("feature", f"build{number}", "v", f"s{subject}", week_date(week), bool(week == now))
                rows.append((*key, week_date(0), week_date(last_training), *counts, 0))
    return rows


def week_date(week: int) -> datetime.date:
    return datetime.date(2024, 1, 1) + datetime.timedelta(weeks=int(week))


def found_drift(kept: QuickCompany, rows: list[tuple], condition: str = "is_drift") -> list[tuple[str, str]]:
    """The drift that the project's SQL finds in rows of drift_series, as (prediction, subject)."""
    import pandas as pd

    compiled = kept.folder / "target" / "compiled" / "propensity" / "models" / "monitoring"
    names = [
        "kind",
        "prediction_name",
        "model_version",
        "subject",
        "series_date",
        "is_now",
        "reference_from",
        "reference_to",
    ]
    series = pd.DataFrame(rows, columns=[*names, *(f"rows_{kind}" for kind in range(1, 7))])
    for name in ("series_date", "reference_from", "reference_to"):
        series[name] = pd.to_datetime(series[name])
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse")
        for schema in ("monitoring", "evaluation", "features"):
            connection.execute(f"create schema warehouse.{schema}")
        dates = ("series_date", "reference_from", "reference_to")
        replaced = ", ".join(f"cast({name} as date) as {name}" for name in dates)
        connection.execute(
            f"create table warehouse.monitoring.drift_series as select * replace ({replaced}) from series"
        )
        connection.execute(
            "create table warehouse.evaluation.model_drivers as select distinct "
            "prediction_name, model_version, subject as feature, "
            "1 / (1.0 + cast(subject[2:] as integer)) as importance from series"
        )
        connection.execute(
            "create table warehouse.features.feature_catalog as "
            "select distinct subject as feature, subject as topic from series"
        )
        for model in ("drift_distances", "drift"):
            sql = (compiled / f"{model}.sql").read_text()
            connection.execute(f"create table warehouse.monitoring.{model} as {sql}")
        return connection.execute(
            f"select prediction_name, subject from warehouse.monitoring.drift where {condition} order by all"
        ).fetchall()


ALARM = "is_drift and importance_share >= 0.05"  # as alerts tells a warning from an info


def test_in_quiet_weeks_of_ten_companies_nothing_is_alarmed(kept):
    quiet = [simulated_series(seed, builds=3) for seed in range(10)]
    assert sum(len(found_drift(kept, rows, ALARM)) for rows in quiet) <= 1
    # nor is much told that is no alarm, of 150 features in 30 builds
    assert sum(len(found_drift(kept, rows)) for rows in quiet) <= 4


@pytest.mark.parametrize("shift", [1, -1.5])
def test_a_shift_of_what_moves_scores_is_alarmed_and_nothing_else(kept, shift):
    found = [
        found_drift(kept, simulated_series(seed, builds=1, shift=shift), ALARM) for seed in range(11, 16)
    ]
    assert found == [[("build0", "s0")]] * 5


def test_what_is_usual_is_the_yardstick_and_not_chance_alone(kept):
    """Where much grows and follows the year, most of what is beyond chance and not small is not told."""
    rows = simulated_series(12, builds=1, pace=2)
    beyond_chance = found_drift(kept, rows, "errors_from_chance > needed_errors and distance >= 0.2")
    assert len(beyond_chance) > 20 > 4 * len(found_drift(kept, rows))


def test_no_identifier_of_anybody_stands_in_an_alert(kept):
    identifiers = [name for (name,) in kept.query("select identifier from identity.person_identifiers")]
    told = " ".join(
        text for row in kept.query("select alert_id, sentence from monitoring.alerts") for text in row
    )
    assert identifiers and not [name for name in identifiers if name in told]


def test_without_the_last_day_of_one_source_the_features_of_the_others_are_the_same(rebuilt_company):
    others = [
        name
        for (name,) in rebuilt_company.query(
            "select feature from features.feature_catalog where source_name != 'email'"
        )
    ]
    columns = ", ".join(f'"{name}"' for name in sorted(others))
    of_today = f"""
        select person_id, {columns} from features.person_features
        where feature_date = (select as_of_date from staging.as_of_dates) order by person_id
    """
    before = rebuilt_company.query(of_today)
    mails = """
        select count(*) from staging.events
        where source_name = 'email' and event_date = (select as_of_date - 1 from staging.as_of_dates)
    """
    assert rebuilt_company.query(mails)[0][0] > 0
    file = rebuilt_company.raw / "email_events.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table raw as from '{file}'")
        last = connection.execute("select cast(max(occurred_at) as date) from raw").fetchone()[0]
        connection.execute(f"copy (from raw where occurred_at < date '{last}') to '{file}'")
    rebuilt_company.run("+person_features +source_freshness")
    assert rebuilt_company.query(mails) == [(0,)]
    after = rebuilt_company.query(of_today)
    assert after == before and len(after) > 200 and len(others) > 50
    fresh = rebuilt_company.query("select source_name, is_stale from monitoring.source_freshness order by 1")
    assert fresh == [(name, False) for name in ("app", "billing", "email", "support", "web")]
