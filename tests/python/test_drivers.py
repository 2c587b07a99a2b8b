"""What drives a model, what was expected to, and what each source adds: each planted in a shop, and found."""

import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import QuickCompany
from shop import BUY, COLUMNS, MAPPINGS, SETTINGS, WEEKS, at, make_project, shop_rows, write_shop


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> QuickCompany:
    """A shop with a second source of pure noise, and blocks that expect what holds, what does not, and nothing."""
    folder = tmp_path_factory.mktemp("planted")
    project = make_project(folder / "project")
    staging = project / "models" / "staging" / "noise"
    staging.mkdir()
    source = {"name": "noise", "tables": [{"name": "noise"}]}
    source["config"] = {"meta": {"external_location": "{{ env_var('PROPENSITY_RAW') }}/{name}.parquet"}}
    (staging / "_noise__sources.yml").write_text(str({"version": 2, "sources": [source]}))
    events = MAPPINGS["events"].replace("'shop'", "'noise'")
    (staging / "stg_noise__events.sql").write_text(f"select {events} from {{{{ source('noise', 'noise') }}}}")
    rows = shop_rows()
    write_shop(rows, folder / "raw")
    rng = random.Random(11)
    noise = [
        {"event_id": f"n{place}", "cookie": f"c{rng.randrange(240)}", "event_name": "pinged",
         "occurred_at": at(7 * WEEKS * rng.random())}
        for place in range(3000)
    ]  # fmt: skip
    schema = pa.schema([(name, pa.string()) for name in COLUMNS["events"]])
    pq.write_table(pa.Table.from_pylist(noise, schema=schema), folder / "raw" / "noise.parquet")
    predictions = {
        "buy_7d": {**BUY, "expected_drivers": ["tier", {"bought": "raises"}, "visited"]},
        "also_buy_7d": {**BUY, "expected_drivers": [{"bought_fading_active_days": "lowers"}, "pinged"]},
        "asked_7d": BUY,
    }
    settings = {
        **SETTINGS,
        "sources": {**SETTINGS["sources"], "noise": {}},
        "predictions": predictions,
        "backtest_origins": 0,
    }
    company = QuickCompany(folder, settings=settings, project=project)
    company.output = company.dbt("build")
    return company
