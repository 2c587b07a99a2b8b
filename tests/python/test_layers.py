"""Data flows one way, none of it from the truth, and each layer can be built by itself after those before."""

import json
import shutil

from conftest import LAYERS, ROOT, QuickCompany


def layer(node: dict) -> int:
    folder = node["fqn"][1]
    assert folder in LAYERS, f"{node['name']} stands in no layer: {node['original_file_path']}"
    return LAYERS.index(folder)


def backward_reads(manifest: dict) -> list[str]:
    """Every read of a later layer, as 'reader reads read'."""
    models = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["package_name"] == "propensity"
    }
    return [
        f"{node['name']} reads {models[parent]['name']}"
        for node in models.values()
        for parent in node["depends_on"]["nodes"]
        if parent in models and layer(models[parent]) > layer(node)
    ]


def test_no_model_reads_from_a_later_layer(built_small_company):
    assert backward_reads(built_small_company.manifest()) == []


def test_a_model_made_to_read_from_a_later_layer_is_found(tmp_path):
    project = tmp_path / "project"
    for name in ("models", "python_models", "macros", "seeds", "tests", "profiles"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("demo", "python"))
    for name in ("dbt_project.yml", "vars.yml", ".dbtignore"):
        shutil.copy(ROOT / name, project / name)
    reader = project / "models" / "features" / "daily_events.sql"
    reader.write_text(reader.read_text() + "\n-- {{ ref('outcome_events') }}")
    company = QuickCompany(tmp_path, project=project)
    company.dbt("parse")
    assert backward_reads(company.manifest()) == ["daily_events reads outcome_events"]


def test_every_schema_is_its_layer(built_small_company):
    for node in built_small_company.manifest()["nodes"].values():
        if node["resource_type"] == "model":
            assert node["schema"] == LAYERS[layer(node)], node["name"]


def test_no_model_or_macro_reads_the_truth():
    files = [file for folder in ("models", "macros", "python_models") for file in (ROOT / folder).rglob("*")]
    readers = [file.name for file in files if file.suffix in (".sql", ".py") and "truth" in file.read_text()]
    assert readers == []


def test_each_layer_in_its_turn_can_be_built_alone_with_its_tests(small_company):
    for layer in LAYERS:
        small_company.dbt("build", "--select", layer)
        results = json.loads((small_company.folder / "target" / "run_results.json").read_text())["results"]
        built = {result["unique_id"].split(".")[2] for result in results}
        kinds = {result["unique_id"].split(".")[0] for result in results}
        files = {
            file.stem
            for folder in ("models", "python_models")
            for file in (ROOT / folder / layer).rglob("*")
            if file.suffix in (".sql", ".py")
        }
        assert {"model", "test"} <= kinds, layer
        assert files <= built
    assert not small_company.published.exists()
