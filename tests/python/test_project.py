"""The project as dbt sees it: no warning, documented throughout, and readable as one static page."""

import re

import pytest
from conftest import ROOT, Company

WARNINGS_ARE_ERRORS = ("--warn-error", "--show-all-deprecations", "--no-partial-parse")


def test_parsing_warns_of_nothing(small_company):
    small_company.dbt("parse", *WARNINGS_ARE_ERRORS)


def test_the_documentation_is_one_static_page_in_which_every_model_is_described(rebuilt_company):
    rebuilt_company.dbt("docs", "generate", "--static")
    assert (rebuilt_company.folder / "target" / "static_index.html").stat().st_size > 1_000_000
    nodes = rebuilt_company.manifest()["nodes"].values()
    models = [node for node in nodes if node["resource_type"] == "model"]
    assert len(models) > 50
    assert [node["name"] for node in models if not node["description"]] == []


CLOCK_OR_CHANCE = re.compile(
    r"\b(now|today|random|uuid|gen_random_uuid|get_current_\w+)\s*\(|\b(current|local)_?(date|time|timestamp)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("sql", "reads"),
    [("select current_date", 1), ("select now ()", 1), ("select localtimestamp", 1), ("select known_at", 0)],
)
def test_a_clock_would_be_seen(sql, reads):
    assert len(CLOCK_OR_CHANCE.findall(sql)) == reads


def test_no_model_reads_a_clock_or_draws_at_random(built_small_company):
    compiled = built_small_company.folder / "target" / "compiled" / "propensity" / "models"
    files = list(compiled.rglob("*.sql"))
    assert len(files) > 100
    assert [file.stem for file in files if CLOCK_OR_CHANCE.search(file.read_text())] == []


# beside their keys these have one column a feature, which feature_catalog describes
SHAPED_BY_FEATURES = {
    "person_features",
    "comparable_features",
    "training_examples",
    "holdout_examples",
    "scoring_examples",
    "driver_examples",
    "source_examples",
}


def undescribed_columns(company: Company, manifest: dict) -> list[str]:
    """Every column in the warehouse that its model's or seed's YAML does not describe, as table.column."""
    described = {
        f"{node['name']}.{name}"
        for node in manifest["nodes"].values()
        for name, column in node.get("columns", {}).items()
        if column["description"]
    }
    real = company.query("""
        select table_name, column_name from information_schema.columns
        where table_schema not in ('previous', 'runs') order by all
    """)
    shaped = {table for table, _ in real} & SHAPED_BY_FEATURES
    assert shaped == SHAPED_BY_FEATURES and len(real) > 500
    return [
        f"{table}.{column}"
        for table, column in real
        if table not in SHAPED_BY_FEATURES and f"{table}.{column}" not in described
    ]


def unreal_columns(company: Company, manifest: dict) -> list[str]:
    """Every column that some YAML describes and the warehouse does not have."""
    real = set(company.query("select table_name, column_name from information_schema.columns"))
    return [
        f"{node['name']}.{column}"
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
        for column in node["columns"]
        if (node["name"], column) not in real
    ]


def test_every_column_in_the_warehouse_is_described_and_every_described_column_is_there(built_small_company):
    manifest = built_small_company.manifest()
    assert undescribed_columns(built_small_company, manifest) == []
    assert unreal_columns(built_small_company, manifest) == []


def test_a_column_that_is_described_nowhere_or_is_nowhere_is_named(built_small_company):
    manifest = built_small_company.manifest()
    columns = manifest["nodes"]["model.propensity.labels"]["columns"]
    columns["lable"] = columns.pop("label")
    assert undescribed_columns(built_small_company, manifest) == ["labels.label"]
    assert unreal_columns(built_small_company, manifest) == ["labels.lable"]


def undescribed(manifest: dict) -> list[str]:
    """Every model, seed, source, exposure, macro and argument without a description."""
    own = [
        node
        for kind in ("nodes", "sources", "exposures", "macros")
        for node in manifest[kind].values()
        if node["package_name"] == "propensity" and node["resource_type"] not in ("test", "operation")
    ]
    missing = [node["name"] for node in own if not node["description"]]
    missing += [node["source_name"] for node in own if node.get("source_description") == ""]
    for macro in own:
        if macro["resource_type"] == "macro" and "materialization" not in macro["name"]:
            signature = re.search(r"{%-?\s*(?:macro|test)\s+\w+\s*\((.*?)\)\s*-?%}", macro["macro_sql"], re.S)
            taken = re.findall(r"(\w+)\s*(?:=[^,]*)?(?:,|$)", signature.group(1))
            if macro["name"].startswith(
                "test_"
            ):  # dbt takes no `arguments` of a test: its description names them
                told = set(re.findall(r"\w+", macro["description"])) | {"model", "column_name"}
            else:
                told = {argument["name"] for argument in macro["arguments"] if argument["description"]}
            missing += [f"{macro['name']}({argument})" for argument in taken if argument not in told]
    return missing


def test_every_model_source_seed_exposure_macro_and_argument_is_described(built_small_company):
    manifest = built_small_company.manifest()
    assert undescribed(manifest) == []
    assert len(manifest["exposures"]) == 2


def test_whatever_lacks_a_description_is_named(built_small_company):
    manifest = built_small_company.manifest()
    manifest["nodes"]["model.propensity.labels"]["description"] = ""
    manifest["nodes"]["seed.propensity.blocked_identifiers"]["description"] = ""
    manifest["sources"]["source.propensity.runs.this_run"]["source_description"] = ""
    manifest["exposures"]["exposure.propensity.audience_sync"]["description"] = ""
    manifest["macros"]["macro.propensity.grade"]["arguments"] = []
    manifest["macros"]["macro.propensity.test_is_between"]["description"] = "Lies `at_least` there."
    assert sorted(undescribed(manifest)) == sorted(
        [
            "labels",
            "blocked_identifiers",
            "runs",
            "audience_sync",
            "grade(roc_auc)",
            "test_is_between(at_most)",
        ]
    )


def test_every_model_says_in_its_first_line_what_one_row_is():
    for file in (ROOT / "models").rglob("*.sql"):
        first_line = file.read_text().splitlines()[0]
        assert first_line.startswith("{# One row"), file.name
    for file in (ROOT / "python_models").glob("*/*.py"):
        if file.parent.name != "propensity":
            lines = file.read_text().splitlines()
            assert lines[0].startswith('"""One row per'), file.name
            assert len(lines) < 20, file.name


def test_only_the_mart_is_shaped_by_a_query():
    macros = {file.name: file.read_text() for file in (ROOT / "macros").rglob("*.sql")}
    assert [name for name, text in macros.items() if "run_query" in text] == ["feature_columns.sql"]
