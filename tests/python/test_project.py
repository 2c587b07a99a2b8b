"""The project as dbt sees it: no warning, documented throughout, and readable as one static page."""

from conftest import ROOT

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
