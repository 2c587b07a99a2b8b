"""Artefacts: a stored model is read only if it is exactly what was written, and never executed."""

import pickle
import zipfile

import pytest
import skops.io
from sklearn.cluster import KMeans
from test_fitting import batches, world

import propensity.artifacts as artifacts
from propensity import ArtifactError, fit, score
from propensity.artifacts import dump_model, load_model, sha256


@pytest.fixture(scope="module", params=["logistic_regression", "gradient_boosting"])
def row(request):
    return fit(batches(world()), [{"prediction_name": "buys", "estimator": request.param}]).to_pylist()[0]


class Payload:
    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return open, (str(self.marker), "w")


def with_artifact(row, data: bytes):
    return {**row, "artifact": data, "artifact_sha256": sha256(data)}


def refused(row) -> str:
    with pytest.raises(ArtifactError) as error:
        list(score(batches(world()), [row]))
    message = str(error.value)
    assert "'buys'" in message and row["model_version"] in message and "rebuild" in message
    return message


def test_a_model_survives_the_round_trip_deflated(row, tmp_path):
    model = load_model(row)
    assert model["prediction_name"] == "buys" and model["slope"] > 0
    (tmp_path / "model").write_bytes(row["artifact"])
    with zipfile.ZipFile(tmp_path / "model") as archive:
        assert {member.compress_type for member in archive.infolist()} == {zipfile.ZIP_DEFLATED}


def test_a_pickle_is_never_executed(row, tmp_path):
    marker = tmp_path / "executed"
    data = pickle.dumps(Payload(marker))
    refused({**row, "artifact": data})
    assert "not a readable skops archive" in refused(with_artifact(row, data))
    assert not marker.exists()
    pickle.loads(data).close()
    assert marker.exists()  # the payload is a live one


def test_truncated_flipped_and_absent_bytes_are_refused(row):
    data = row["artifact"]
    middle = len(data) // 2
    for damaged in (
        data[:-10],
        data[:10],
        data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        b"",
        None,
    ):
        assert "SHA-256" in refused({**row, "artifact": damaged})


def test_truncated_bytes_with_a_matching_checksum_are_refused(row):
    for damaged in (row["artifact"][:-10], b"", b"PK"):
        refused(with_artifact(row, damaged))


def test_the_checksum_comes_before_any_parsing(row, monkeypatch):
    monkeypatch.setattr(artifacts.zipfile, "ZipFile", lambda *_: pytest.fail("parsed"))
    monkeypatch.setattr(artifacts.skops.io, "loads", lambda *_, **__: pytest.fail("parsed"))
    refused({**row, "artifact": row["artifact"] + b"x"})


def test_another_models_artefact_is_refused_even_with_its_checksum(row):
    other = fit(
        batches(world(seed=3).assign(prediction_name="churns")),
        [{"prediction_name": "churns", "estimator": "logistic_regression"}],
    ).to_pylist()[0]
    assert "SHA-256" in refused({**row, "artifact": other["artifact"]})
    swapped = {**row, "artifact": other["artifact"], "artifact_sha256": other["artifact_sha256"]}
    assert "'churns'" in refused(swapped)


def test_types_off_the_list_are_refused_by_name_even_if_skops_trusts_them(row):
    model = {**load_model(row), "estimators": [KMeans()]}
    data, _ = dump_model(model)
    assert skops.io.get_untrusted_types(data=data) == []
    assert "sklearn.cluster._kmeans.KMeans" in refused(with_artifact(row, data))


def test_every_trusted_type_is_used():
    used = set()
    for estimator in ("logistic_regression", "gradient_boosting"):
        model = fit(batches(world()), [{"prediction_name": "buys", "estimator": estimator}]).to_pylist()[0]
        used |= artifacts.named_types(model["artifact"])
    assert used == set(artifacts.TRUSTED_TYPES)


def test_an_archive_of_something_else_is_refused(row):
    for content in ({"design": "{}"}, {"a": 1.0}, [1.0], "text"):
        refused(with_artifact(row, skops.io.dumps(content, compression=zipfile.ZIP_DEFLATED)))


def test_another_sklearn_version_is_refused_naming_both(row):
    message = refused({**row, "sklearn_version": "0.1.2"})
    assert "0.1.2" in message and row["sklearn_version"] in message


def test_a_stumble_of_the_parser_is_no_damage(row, monkeypatch):
    honest, failures = skops.io.loads, iter([True, True, False])

    def loads(data, trusted):
        if next(failures):
            raise SystemError("AST constructor recursion depth mismatch (before=90, after=188)")
        return honest(data, trusted=trusted)

    monkeypatch.setattr(skops.io, "loads", loads)
    assert load_model(row)["prediction_name"] == row["prediction_name"]
