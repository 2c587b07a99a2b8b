"""Nothing that identifies a person leaves the warehouse but by the two columns that a sync keys on."""

import gzip
import io
import json
import shutil
import zipfile
from pathlib import Path

import duckdb
import pytest
from conftest import WITHOUT_UNIT_TESTS, QuickCompany
from shop import BUY, PEOPLE, SETTINGS, at, shop, shop_rows

# invented, and each in a place of its own; what they share is no hexadecimal, of which dbt's names have many
CANARIES = {
    "identifier": "canary.k7wz.identifier@example.com",
    "timestamp": "canary.k7wz.timestamp@example.com",
    "amount": "canary.k7wz.amount@example.com",
    "attribute": "canary.k7wz.attribute@example.com",
    "property": "canary.k7wz.property@example.com",
    "event_name": "canary.k7wz.event@example.com",
    "edge": "canary.k7wz.edge@example.com",
    "phone": "+4479460000737",
    "token": "canary-token-k7wz9c1e55",
}


def rows_with_canaries() -> dict[str, list[dict]]:
    rows = shop_rows()
    events, edges, attributes = rows["events"], rows["identity_edges"], rows["attributes"]

    def event(**row) -> None:
        events.append({"cookie": "c1", "event_name": "visited", "occurred_at": at(40), **row})

    event(email=CANARIES["identifier"], cookie=None)
    edges.append({"cookie": "c1", "email": CANARIES["identifier"], "observed_at": at(30)})
    edges.append({"cookie": "unknown", "email": CANARIES["edge"], "observed_at": at(30)})
    for column in ("occurred_at", "loaded_at"):
        event(**{column: CANARIES["timestamp"]})
    edges.append({"cookie": "c2", "email": "x@example.com", "observed_at": CANARIES["timestamp"]})
    event(event_value=CANARIES["amount"], event_name="paid")
    event(properties=json.dumps({"address": CANARIES["property"], "phone": CANARIES["phone"]}))
    event(properties=CANARIES["property"])
    event(event_name=CANARIES["event_name"])
    event(event_name=CANARIES["phone"] * 20)
    # an attribute that is everybody's own address, one that is a phone number, one whose time is an address
    for person in range(PEOPLE):
        address = CANARIES["attribute"].replace("attribute", f"attribute{person}")
        for name, value in (("address", address), ("phone", f"{CANARIES['phone']}{person}")):
            row = {"cookie": f"c{person}", "attribute_name": name, "attribute_value": value}
            attributes.append({**row, "valid_from": at(1)})
    attributes.append(
        {
            "cookie": "c1",
            "attribute_name": "tier",
            "attribute_value": "gold",
            "valid_from": CANARIES["timestamp"],
        }
    )
    return rows


@pytest.fixture(scope="module")
def watched(shop_project, tmp_path_factory) -> QuickCompany:
    """A shop with canaries in its raw tables and a token in its profile: built, documented, and broken."""
    folder = tmp_path_factory.mktemp("watched")
    project = folder / "project"
    shutil.copytree(shop_project, project)
    profile = project / "profiles" / "profiles.yml"
    secret = "      config_options: {custom_user_agent: \"{{ env_var('SHOP_TOKEN') }}\", "
    text = profile.read_text()
    assert "      config_options: {" in text
    profile.write_text(text.replace("      config_options: {", secret))
    company = shop(folder, project, rows_with_canaries())
    company.logs = True
    token = {"SHOP_TOKEN": CANARIES["token"]}
    misspelt = {**SETTINGS["predictions"], "bad_7d": {**BUY, "population": "teir = 'gold'"}}
    visited = {"event": "visited", "where": "strptime(properties, '%Y') is not null"}
    unreadable = {**BUY, "population": "address = 1", "outcome": visited}
    nonsense = {**SETTINGS["predictions"], "bad_7d": {**BUY, "horizon_days": "soon"}}
    company.output = "".join(
        [
            company.dbt(
                "build",
                *WITHOUT_UNIT_TESTS,
                environment=token,
                predictions={**SETTINGS["predictions"], "unreadable_7d": unreadable},
            ),
            company.dbt("docs", "generate", "--static", environment=token),
            company.dbt("build", *WITHOUT_UNIT_TESTS, code=1, environment=token, predictions=misspelt),
            company.dbt("build", code=2, environment=token, predictions=nonsense),
        ]
    )
    return company


def canaries_in(text: str) -> set[str]:
    """Which canaries stand in a text, in whatever case, whole or by what they all share."""
    found = {place for place, canary in CANARIES.items() if canary.lower() in text.lower()}
    return found | ({"a part"} if "k7wz" in text.lower() else set())


def text_of(file: Path) -> str:
    data = file.read_bytes()
    return (gzip.decompress(data) if file.suffix == ".gz" else data).decode("utf-8", errors="replace")


def test_the_canaries_are_in_the_warehouse_and_would_be_found(watched):
    raw = "".join(text_of(file) for file in (watched.raw).glob("*.parquet"))
    assert canaries_in(raw + CANARIES["token"]) >= {"identifier", "timestamp", "amount", "a part"}
    assert watched.query("select count(*) from staging.attributes where attribute_value like 'canary%'") == [
        (PEOPLE,)
    ]
    published = watched.query(
        f"select count(*) from activation.audience_scores where email = '{CANARIES['identifier']}'",
        published=True,
    )
    assert published == [(2,)]
    # all three failures did happen
    assert "horizon_days" in watched.output and "teir" in watched.output
    assert "unreadable_7d: withheld. 'population' is \"address = 1\", and nobody was in it" in watched.output


def test_no_console_log_or_artefact_of_dbt_holds_a_canary(watched):
    assert canaries_in(watched.output) == set()
    files = [
        file for name in ("logs", "target") for file in (watched.folder / name).rglob("*") if file.is_file()
    ]
    names = {file.name for file in files}
    assert {"dbt.log", "run_results.json", "manifest.json", "catalog.json", "static_index.html"} <= names
    assert {str(file): found for file in files if (found := canaries_in(text_of(file)))} == {}


def test_no_published_table_holds_a_canary_but_by_the_keys_of_a_sync_and_as_an_attributes_value(watched):
    known = {("audience_scores", "email"), ("person_features", "address"), ("person_features", "phone")}
    found = set()
    with duckdb.connect(str(watched.published), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        for schema, table in tables:
            for name, *_ in connection.execute(f"describe {schema}.{table}").fetchall():
                values = connection.execute(
                    f'select distinct "{name}"::varchar from {schema}.{table}'
                ).fetchall()
                if canaries_in(name + "".join(str(value) for (value,) in values)):
                    found.add((table, name))
    assert len(tables) > 15
    assert found == known


def test_no_trained_model_holds_a_canary(watched):
    models = watched.query("select artifact, feature_names from training.model_registry")
    assert len(models) >= 2
    for artifact, feature_names in models:
        assert canaries_in(feature_names) == set()
        with zipfile.ZipFile(io.BytesIO(artifact)) as archive:
            content = "".join(
                archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist()
            )
        assert "tier" in content
        assert canaries_in(content) == set()
