"""The example company on real data: examples/online_retail, built as its own `make build` does."""

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd
import pytest
from conftest import LAYERS, ROOT

EXAMPLE = ROOT / "examples" / "online_retail"
PARQUET = (ROOT.parent / "shared" / "datasets" / "online_retail_2010_2011.parquet").resolve()
DBT = Path(sys.executable).with_name("dbt")

# 2011-07-01 is the last feature date whose 90 days and 7 to settle are over
AS_OF = datetime.date(2011, 10, 8)
HOLDOUT = datetime.date(2011, 7, 1)
HORIZON = pd.Timedelta(days=90)

PUBLIC_TABLES = {
    "identity.persons",
    "features.person_features",
    "features.feature_catalog",
    "predictions.predictions",
    "predictions.data_sufficiency",
    "training.model_registry",
    "evaluation.model_evaluations",
    "evaluation.holdout_scores",
    "scores.person_scores",
    "activation.audience_scores",
    "activation.prediction_status",
}
NO_GOODS = ["POST", "DOT", "C2", "M", "D", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK"]

pytestmark = pytest.mark.skipif(not PARQUET.exists(), reason=f"There is no {PARQUET} on this machine.")


class Build(NamedTuple):
    """What a build left: its output, its manifest, its warehouse and the file that it published."""

    output: str
    manifest: dict
    warehouse: Path
    published: Path

    def rows(self, query: str) -> pd.DataFrame:
        """What a reader of the published file sees."""
        return _rows(self.published, query)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Build:
    return _build(tmp_path_factory.mktemp("plain"), PARQUET, AS_OF)


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    return pd.read_parquet(PARQUET)


@pytest.fixture(scope="module")
def orders(lines) -> pd.DataFrame:
    """One row per order before the as-of date, counted without a line of the project's code."""
    sold = lines[
        ~lines.invoice_no.str.startswith("C")
        & (lines.quantity > 0)
        & (lines.unit_price > 0)
        & ~lines.stock_code.str.upper().isin(NO_GOODS)
        & (lines.invoice_ts < pd.Timestamp(AS_OF))
    ]
    return (
        sold.assign(value=sold.quantity * sold.unit_price)
        .groupby("invoice_no")
        .agg(customer=("customer_id", "min"), ordered_at=("invoice_ts", "min"), value=("value", "sum"))
    )


def test_both_predictions_are_published_for_the_shops_own_customers(built, orders):
    status = built.rows("select prediction_name, status from activation.prediction_status")
    assert dict(status.values) == {"buy_again_90d": "published", "order_twice_90d": "published"}

    audience = built.rows("from activation.audience_scores")
    assert audience.generation_id.nunique() == 1
    assert set(audience.feature_date.dt.date) == {AS_OF}
    assert audience.propensity.between(0, 1).all()
    customers = set(orders.customer.dropna().astype(int).astype(str))
    for _, scored in audience.groupby("prediction_name"):
        assert scored.subscriber_id.is_unique
        assert set(scored.subscriber_id) == customers


def test_the_model_ranks_better_than_the_best_naive_rule(built):
    evaluations = built.rows("from evaluation.model_evaluations where is_latest")
    assert len(evaluations) == 2
    assert set(evaluations.holdout_from.dt.date) == set(evaluations.holdout_to.dt.date) == {HOLDOUT}
    assert (evaluations.roc_auc > evaluations.baseline_roc_auc).all()
    assert (evaluations.roc_auc_low > 0.7).all()


def test_tables_are_in_the_schemas_of_their_layers(built):
    models = [node for node in built.manifest["nodes"].values() if node["resource_type"] == "model"]
    for model in models:
        assert model["schema"] == Path(model["path"]).parts[0], model["unique_id"]
    assert {model["schema"] for model in models} == set(LAYERS)

    tables = built.rows("select schema_name || '.' || table_name as name from duckdb_tables()")
    assert PUBLIC_TABLES <= set(tables.name)


def test_nothing_of_the_demo_company_is_there(built):
    nodes = [*built.manifest["nodes"].values(), *built.manifest["sources"].values()]
    mapped = [
        node["unique_id"] for node in nodes if node["path"].startswith("staging/") and "__" in node["name"]
    ]
    assert {name.split(".")[1] for name in mapped} == {"online_retail"}
    sources = {node["source_name"] for node in built.manifest["sources"].values()}
    assert sources == {"online_retail", "previous", "runs"}


def test_nothing_deprecated_is_used(built):
    assert "deprecat" not in built.output.lower()


def test_cancelled_and_worthless_lines_are_no_orders(built, orders):
    events = _rows(
        built.warehouse,
        "select identifier, event_id, occurred_at, cast(event_value as double) as value "
        "from staging.events where event_name = 'order_placed'",
    )
    events.index = events.event_id.str.removeprefix("order_placed-")
    events = events.sort_index()
    orders = orders.sort_index()
    assert list(events.index) == list(orders.index)
    pd.testing.assert_series_equal(events.value, orders.value, check_names=False, check_index_type=False)
    assert (events.occurred_at == orders.ordered_at).all()
    named = "subscriber:" + orders.customer.astype("Int64").astype("string")
    assert (events.identifier.fillna("nobody") == named.fillna("nobody")).all()
    assert events.identifier.isna().any()


@pytest.mark.parametrize(("prediction", "at_least"), [("buy_again_90d", 1), ("order_twice_90d", 2)])
def test_labels_are_what_the_customers_then_did(built, orders, prediction, at_least):
    scores = built.rows(
        f"""
        select distinct audience.subscriber_id, holdout.label
        from evaluation.holdout_scores as holdout
        inner join activation.audience_scores as audience using (person_id, prediction_name)
        where prediction_name = '{prediction}' and holdout.feature_date = '{HOLDOUT}'
        """
    )
    labels = scores.set_index(scores.subscriber_id.astype(int)).label.sort_index()

    holdout = pd.Timestamp(HOLDOUT)
    asked = set(orders[orders.ordered_at < holdout].customer.dropna())
    then = orders[(orders.ordered_at >= holdout) & (orders.ordered_at < holdout + HORIZON)]
    counts = then.groupby("customer").size().reindex(sorted(asked), fill_value=0)
    assert list(labels.index) == [int(customer) for customer in counts.index]
    assert labels.tolist() == (counts >= at_least).astype(int).tolist()


def test_make_says_which_table_it_lacks():
    env = {name: value for name, value in os.environ.items() if name != "ONLINE_RETAIL_PARQUET"}
    for given in ({}, {"ONLINE_RETAIL_PARQUET": "/nowhere/lines.parquet"}):
        made = subprocess.run(
            ["make", "build"], cwd=EXAMPLE, env=env | given, capture_output=True, text=True, check=False
        )
        assert made.returncode != 0
        assert "ONLINE_RETAIL_PARQUET" in made.stderr
        assert "dbt deps" not in made.stdout


def _build(folder: Path, parquet: Path, as_of: datetime.date) -> Build:
    env = os.environ | {
        "ONLINE_RETAIL_PARQUET": str(parquet),
        "PROPENSITY_DB": str(folder / "propensity.duckdb"),
        "PROPENSITY_PUBLISHED": str(folder / "published.duckdb"),
        "PROPENSITY_THREADS": "2",
        "DBT_PROFILES_DIR": str(EXAMPLE / "profiles"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    _dbt(env, "deps", "--quiet")
    output = _dbt(env, "build", "--show-all-deprecations", "--vars", json.dumps({"as_of_date": str(as_of)}))
    manifest = json.loads((folder / "target" / "manifest.json").read_text("utf-8"))
    return Build(output, manifest, folder / "propensity.duckdb", folder / "published.duckdb")


def _dbt(env: dict[str, str], *arguments: str) -> str:
    run = subprocess.run(
        [str(DBT), *arguments], cwd=EXAMPLE, env=env, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


def _rows(database: Path, query: str) -> pd.DataFrame:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.sql(query).df()
