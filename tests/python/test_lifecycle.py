"""From day to day: what is trained when, which model scores, and what a company's word on it does."""

import datetime
import random
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from conftest import WITHOUT_UNIT_TESTS, QuickCompany, copied
from shop import BUY, make_project, shop

import propensity

MONDAY = datetime.date(2025, 2, 24)
THURSDAY = MONDAY + datetime.timedelta(3)
LATER = MONDAY + datetime.timedelta(7)

SCORES = "select * exclude (scored_at) from scores.person_scores order by all"


def build(company: QuickCompany, day: datetime.date, *arguments: str, **settings) -> str:
    return company.dbt("build", *WITHOUT_UNIT_TESTS, *arguments, as_of_date=str(day), **settings)


def statuses(company: QuickCompany, prediction: str = "buy_7d") -> dict[str, str]:
    """Of one prediction: model_version to status."""
    return dict(
        company.query(
            "select model_version, status from evaluation.model_status "
            f"where prediction_name = '{prediction}'"
        )
    )


def champion(company: QuickCompany, prediction: str = "buy_7d") -> str:
    return next(version for version, status in statuses(company, prediction).items() if status == "champion")


def plan(company: QuickCompany) -> dict[str, tuple]:
    rows = company.query("select prediction_name, is_due, learns_until, reason from training.retraining_plan")
    return {name: tuple(rest) for name, *rest in rows}


def decide(company: QuickCompany, *rows: str) -> None:
    """Writes model_decisions; a row is version, decision, day and reason of buy_7d."""
    seed = company.project / "seeds" / "staging" / "model_decisions.csv"
    header = "prediction_name,model_version,decision,effective_from,reason"
    seed.write_text("\n".join([header, *(f"buy_7d,{row}" for row in rows)]) + "\n")


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    return make_project(tmp_path_factory.mktemp("lifecycle") / "project")


@pytest.fixture(scope="module")
def monday(project, tmp_path_factory) -> QuickCompany:
    company = shop(tmp_path_factory.mktemp("monday"), project)
    build(company, MONDAY)
    return company


@pytest.fixture(scope="module")
def thursday(monday, tmp_path_factory) -> QuickCompany:
    company = copied(monday, tmp_path_factory.mktemp("thursday"))
    company.output = build(company, THURSDAY)
    return company


@pytest.fixture(scope="module")
def later(thursday, tmp_path_factory) -> QuickCompany:
    """A week on: one prediction is due by its age, and the margin lets what it trains take over."""
    company = copied(thursday, tmp_path_factory.mktemp("later"))
    company.settings = {**company.settings, **retraining(buy_7d=7), "promotion_margin": 1}
    company.output = build(company, LATER)
    return company


def retraining(**days: int) -> dict:
    """The shop's predictions, with a policy of their own: by age in days alone, or never."""
    return {
        "predictions": {
            name: {**BUY, "retrain_after_days": days.get(name, 999), "retrain_after_growth": 99}
            for name in ("buy_7d", "also_buy_7d")
        }
    }


def test_a_day_on_which_nothing_is_due_only_scores(monday, thursday):
    assert plan(monday)["buy_7d"] == (True, MONDAY, "It has never been trained.")
    is_due, learns_until, reason = plan(thursday)["buy_7d"]
    assert (is_due, learns_until) == (False, MONDAY)
    assert reason.startswith("Nothing is due: its last training is 3 days ago, and 12 of 166 people ")
    models = "select * from training.model_registry order by all"
    assert thursday.query(models) == monday.query(models)
    grades = "select * from evaluation.model_evaluations order by all"
    assert thursday.query(grades) == monday.query(grades)
    assert statuses(thursday) == statuses(monday)
    for table in ("holdout_scores", "model_drivers", "driver_groups", "source_contributions"):
        told = f"select * from evaluation.{table} order by all"
        assert thursday.query(told) == monday.query(told) != []
    # and nothing but people of the day is read for it
    assert thursday.query("select count(*) from training.example_rows") == [(0,)]
    assert thursday.query("select distinct feature_date from training.comparable_features") == [(THURSDAY,)]
    assert thursday.query("select distinct feature_date from scores.person_scores") == [(THURSDAY,)]
    assert thursday.query("select distinct feature_date from scores.score_history order by 1") == [
        (MONDAY,),
        (THURSDAY,),
    ]


def test_where_the_past_is_restated_models_are_fitted_anew_though_nothing_is_due(thursday, tmp_path):
    """What a source had kept back comes in as if it had always been known."""
    company = copied(thursday, tmp_path)
    events = pq.read_table(company.raw / "events.parquet")
    again = events.filter(pc.equal(events["event_name"], "visited")).slice(0, 1)
    late = again.set_column(events.column_names.index("event_id"), "event_id", pa.array(["late"]))
    pq.write_table(pa.concat_tables([events, late]), company.raw / "events.parquet")
    company.run("+trained_models retraining_plan", as_of_date=str(THURSDAY))
    assert plan(company)["buy_7d"][:2] == (False, MONDAY)
    assert company.query("select count(*) from training.kept_models") == [(0,)]
    latest = "select prediction_name, model_version from training.trained_models where origin = 1"
    assert set(company.query(latest)).isdisjoint(thursday.query(latest))


def test_after_a_full_refresh_that_was_broken_off_no_model_is_kept(monday, tmp_path):
    company = copied(monday, tmp_path)
    company.dbt("run", "--full-refresh", "--select", "as_of_dates", as_of_date=str(THURSDAY))
    company.run("+kept_models retraining_plan", as_of_date=str(THURSDAY))
    assert plan(company)["buy_7d"][:2] == (False, MONDAY)
    assert company.query("select count(*) from training.kept_models") == [(0,)]


def test_a_warehouse_of_an_earlier_version_gets_the_memory_that_it_lacks(monday, tmp_path):
    company = copied(monday, tmp_path)
    with duckdb.connect(str(company.warehouse)) as connection:
        connection.execute("alter table previous.learning_ends drop column asked")
        connection.execute("drop table previous.example_states")
    company.dbt("run", "--select", "as_of_dates", as_of_date=str(THURSDAY))
    known = "select prediction_name, asked from previous.learning_ends order by all"
    assert company.query(known) == [("also_buy_7d", None), ("buy_7d", None)]
    assert company.query("select * from previous.example_states") == []


def test_what_is_due_is_trained_and_takes_over_while_the_other_stays(thursday, later):
    first = champion(thursday)
    assert plan(later)["buy_7d"] == (True, LATER, "Its last training is 7 days ago.")
    assert plan(later)["also_buy_7d"][:2] == (False, MONDAY)
    assert champion(later) != first
    assert statuses(later)[first] == "retired"
    assert champion(later, "also_buy_7d") == champion(thursday, "also_buy_7d")
    graded = later.query(f"""
        select holdout_from, holdout_to, people, count(*) over () from evaluation.model_evaluations
        where prediction_name = 'buy_7d' and model_version in ('{first}', '{champion(later)}')
    """)
    assert graded[0] == graded[1]  # on the same people
    assert graded[0][3] == 2


def test_without_a_margin_the_champion_of_a_steady_world_stays(thursday, later, tmp_path):
    company = copied(thursday, tmp_path)
    company.settings = {**later.settings, "promotion_margin": 0}
    output = build(company, LATER)
    assert statuses(company) == {champion(thursday): "champion", champion(later): "challenger"}
    assert "is not shown to be as good." in output
    assert "buy_7d: published. An AUC of 0." in output
    auc, status = company.query(f"""
        select roc_auc, status from activation.prediction_status
        inner join evaluation.model_evaluations using (prediction_name, roc_auc)
        where prediction_name = 'buy_7d' and model_version = '{champion(thursday)}'
    """)[0]
    assert (auc > 0.5, status) == (True, "published")
    told = "select distinct model_version from evaluation.{} where prediction_name = 'buy_7d'"
    for table in ("model_drivers", "model_cards"):  # of the model that scores, not of the latest
        assert company.query(told.format(table)) == [(champion(thursday),)]
    # and on a day that reads none of its rows the other can take over with all that is told of it
    decide(company, f"{champion(later)},pin,,Tried")
    build(company, LATER + datetime.timedelta(1))
    decide(company)
    assert company.query("select count(*) from training.example_rows") == [(0,)]
    for table in ("model_drivers", "model_cards"):
        assert company.query(told.format(table)) == [(champion(later),)]
    drift = "select count(*) > 0 from monitoring.drift where kind = 'feature' and prediction_name = 'buy_7d'"
    assert company.query(drift) == [(True,)]


def test_a_roll_back_gives_the_scores_of_that_version_for_the_day(thursday, later, tmp_path):
    """Byte for byte those of a company that never trained the other."""
    never = copied(thursday, tmp_path / "never")
    never.settings = {**later.settings, **retraining()}
    build(never, LATER)
    back = copied(later, tmp_path / "back")
    first, second = champion(thursday), champion(later)
    try:
        decide(back, f"{first},roll_back,{LATER},Complaints.")
        output = build(back, LATER)
        assert back.query(SCORES) == never.query(SCORES)
        assert statuses(back) == {first: "champion", second: "challenger"}
        assert "buy_7d: published. It was rolled back to by model_decisions: Complaints." in output
    finally:
        decide(back)


def test_a_pin_holds_and_a_ban_withholds(later, tmp_path):
    company = copied(later, tmp_path)
    scoring = champion(later)
    (retired,) = set(statuses(later)) - {scoring}
    try:
        decide(company, f"{retired},pin,,Audited.")
        build(company, LATER)
        assert champion(company) == retired
        decide(company, f"{scoring},ban,{LATER},Unfair.", f"{retired},ban,,Unfair.")
        output = build(company, LATER)
        assert "buy_7d: withheld. It is banned by model_decisions: Unfair." in output
        assert "also_buy_7d: published." in output
        checked = ("build", *WITHOUT_UNIT_TESTS, "--select", "model_decisions", "training")
        company.dbt(*checked, as_of_date=str(LATER))
        decide(company, "0123456789ab,pin,,Audited.")
        output = company.dbt(*checked, code=1, as_of_date=str(LATER))
        assert "assert_every_decision_names_a_model" in output
        decide(company, f"{scoring},forbid,,Unfair.")
        output = company.dbt(*checked, code=1, as_of_date=str(LATER))
        assert "every_decision_can_be_meant" in output
        decide(company, f"{retired},pin,,Audited.")
        with duckdb.connect(str(company.warehouse)) as connection:
            unreadable = "update previous.model_registry set artifact = 'lost'::blob where model_version = ?"
            connection.execute(unreadable, (retired,))
        output = company.dbt(*checked, code=1, as_of_date=str(LATER))
        assert "assert_every_pin_can_score" in output
    finally:
        decide(company)


def test_a_full_refresh_loses_no_version_and_no_past_score(later, tmp_path):
    company = copied(later, tmp_path)
    kept = ("training.model_registry", "scores.score_history", "evaluation.model_status")
    before = {table: later.query(f"select * from {table} order by all") for table in kept}
    build(company, LATER, "--full-refresh")
    assert {table: company.query(f"select * from {table} order by all") for table in kept} == before


def test_a_changed_question_is_trained_anew_on_the_day_and_no_champion_answers_another(thursday, tmp_path):
    """Of another population a champion is held against the new model; of another outcome it knows nothing."""
    company = copied(thursday, tmp_path)
    before = {name: champion(company, name) for name in ("buy_7d", "also_buy_7d")}
    predictions = {**retraining()["predictions"]}
    predictions["buy_7d"] = {**predictions["buy_7d"], "population": "days_since_last_event <= 20"}
    predictions["also_buy_7d"] = {**predictions["also_buy_7d"], "horizon_days": 6}
    build(company, THURSDAY, predictions=predictions)
    sentence = "What it asks, or how its features or training are set, is another."
    assert plan(company) == {name: (True, THURSDAY, sentence) for name in before}
    models = "select prediction_name, model_version from training.trained_models where origin = 0"
    assert company.query(models) == [("buy_7d", before["buy_7d"])]
    assert statuses(company, "also_buy_7d")[before["also_buy_7d"]] == "retired"


def test_a_challenger_trained_on_shuffled_labels_is_never_promoted(project, tmp_path, monkeypatch):
    """Twenty predictions of one question, each trained again on labels shuffled its own way."""
    names = [f"buy_{number}" for number in range(20)]
    settings = {
        "predictions": {
            name: {**BUY, "retrain_after_days": 7, "estimator": "logistic_regression"} for name in names
        },
        "backtest_origins": 0,
    }
    company = shop(tmp_path, project, **settings)
    build(company, MONDAY)
    before = {name: champion(company, name) for name in names}
    fit = propensity.fit

    def shuffled(batches, *rest):
        for batch in batches:
            table = pa.Table.from_batches([batch])
            parts = []
            for name in pc.unique(table["prediction_name"]).to_pylist():
                rows = table.filter(pc.equal(table["prediction_name"], name))
                labels = rows["label"].to_pylist()
                random.Random(name).shuffle(labels)
                place = rows.column_names.index("label")
                parts.append(rows.set_column(place, "label", pa.array(labels, rows["label"].type)))
            yield from pa.concat_tables(parts).combine_chunks().to_batches()

    monkeypatch.setattr(propensity, "fit", lambda batches, *rest: fit(shuffled(batches), *rest))
    build(company, LATER)
    assert {name: champion(company, name) for name in names} == before
    trained = company.query("select count(distinct model_version) from evaluation.model_status")
    assert trained == [(40,)]
