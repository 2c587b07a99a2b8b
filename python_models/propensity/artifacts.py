"""Trained models as bytes and back: skops archives, read only after every check, and never a pickle."""

import contextlib
import functools
import hashlib
import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import sklearn
import skops.io

from propensity.errors import ArtifactError

# Everything an archive may be made of, whatever skops itself would trust. Anything else is refused.
TRUSTED_TYPES = (
    "builtins.dict",
    "builtins.list",
    "builtins.str",
    "builtins.tuple",
    "numpy.cbrt",
    "numpy.dtype",
    "numpy.float64",
    "numpy.ndarray",
    "numpy.random._generator.Generator",
    "numpy.take",
    "numpy.uint64",
    "sklearn._loss._loss.CyHalfBinomialLoss",
    "sklearn._loss.link.Interval",
    "sklearn._loss.link.LogitLink",
    "sklearn._loss.loss.HalfBinomialLoss",
    "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
    "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingClassifier",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.impute._base.SimpleImputer",
    "sklearn.linear_model._logistic.LogisticRegression",
    "sklearn.pipeline.Pipeline",
    "sklearn.preprocessing._data.MinMaxScaler",
    "sklearn.preprocessing._data.StandardScaler",
    "sklearn.preprocessing._function_transformer.FunctionTransformer",
    "sklearn.preprocessing._label.LabelEncoder",
)

# What else a company's own estimator may be made of, beside what skops itself trusts.
OWN_TYPES = {"sklearn.tree._tree.Tree"}

MEMBERS = {
    "prediction_name",
    "model_version",
    "design",
    "estimators",
    "slope",
    "intercept",
    "typical",
    "rule",
}
_LOADING = threading.Lock()

AS_JSON = ("design", "typical", "rule")


def dump_model(model: Mapping[str, Any]) -> tuple[bytes, str]:
    """Return (archive, its SHA-256 in hex) of a dict with the keys MEMBERS; those AS_JSON travel as text."""
    content = {**model, **{name: json.dumps(model[name]) for name in AS_JSON}}
    data = _renumbered(skops.io.dumps(content))
    return data, sha256(data)


def _renumbered(data: bytes) -> bytes:
    """An archive deflated, with the addresses of objects replaced by their order and without times.

    The same model has the same bytes, whichever process wrote them.
    """
    numbers: dict[str, str] = {}
    deflated = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(deflated, "w", compresslevel=6) as renumbered,
    ):
        schema = re.sub(
            r'(?<="__id__": )[0-9]+|(?<="file": ")[0-9]+',
            lambda address: numbers.setdefault(address[0], str(len(numbers))),
            archive.read("schema.json").decode(),
        )
        members = {f"{number}.npy": f"{address}.npy" for address, number in numbers.items()}
        content = {new: archive.read(old) for new, old in members.items() if old in archive.namelist()}
        for name, member in {**content, "schema.json": schema}.items():
            renumbered.writestr(zipfile.ZipInfo(name), member, zipfile.ZIP_DEFLATED)
    return deflated.getvalue()


def load_model(row: Mapping[str, Any]) -> dict[str, Any]:
    """Read the model of one stored row after checking, in this order, version, checksum, types and identity.

    Needs prediction_name, model_version, artifact, artifact_sha256 and sklearn_version, and of a company's
    own estimator its name; raises ArtifactError.
    """
    model = f"The model of prediction '{row['prediction_name']}', version {row['model_version']},"
    if row["sklearn_version"] != sklearn.__version__:
        raise ArtifactError(
            f"{model} was trained with scikit-learn {row['sklearn_version']} but {sklearn.__version__} "
            "is installed; rebuild the models, or install the version they were trained with."
        )
    data = bytes(row["artifact"] or b"")
    if sha256(data) != row["artifact_sha256"]:
        raise ArtifactError(
            f"{model} does not match its stored SHA-256: it is damaged or not its own; rebuild it."
        )
    estimator = row.get("estimator")
    try:
        strange = untrusted_types(data, estimator)
    except Exception as error:  # whatever the bytes are, they are no archive of ours
        raise ArtifactError(f"{model} is not a readable skops archive ({error}); rebuild it.") from error
    if strange:
        raise ArtifactError(f"{model} holds types that are not trusted ({', '.join(strange)}); rebuild it.")
    try:
        content = _loads(data)
        content = {**content, **{name: json.loads(content[name]) for name in AS_JSON}}
    except Exception as error:
        raise ArtifactError(f"{model} cannot be loaded ({error}); rebuild it.") from error
    if set(content) != MEMBERS:
        raise ArtifactError(f"{model} is an archive of something else; rebuild it.")
    if (content["prediction_name"], content["model_version"]) != (
        row["prediction_name"],
        row["model_version"],
    ):
        raise ArtifactError(
            f"{model} holds the model of prediction '{content['prediction_name']}', version "
            f"{content['model_version']}, instead; rebuild it."
        )
    return content


@functools.lru_cache(maxsize=32)  # the models of one build ask for the same few, and change none
def _loads(data: bytes) -> dict[str, Any]:
    """The content of an archive, one at a time, and again where Python's parser fails.

    numpy reads the header of an array with it, and Python 3.11 counts how deep it is in for all threads
    together: what another thread does may look like an error here.
    """
    with _LOADING:
        for _ in range(5):
            with contextlib.suppress(SystemError):
                return skops.io.loads(data, trusted=[*TRUSTED_TYPES, *OWN_TYPES])
        return skops.io.loads(data, trusted=[*TRUSTED_TYPES, *OWN_TYPES])


def is_readable(row: Mapping[str, Any]) -> bool:
    """Whether load_model would load the row."""
    try:
        load_model(row)
    except ArtifactError:
        return False
    return True


def sha256(data: bytes) -> str:
    """SHA-256 in hex digits."""
    return hashlib.sha256(data).hexdigest()


def untrusted_types(data: bytes, estimator: str | None = None) -> list[str]:
    """The types in an archive that may not be loaded: all but TRUSTED_TYPES.

    A company's own estimator (module:function) may also be made of what skops itself trusts, which is
    scikit-learn's own; a class of the company's never, since the row that names it may be forged.
    """
    named = named_types(data) - set(TRUSTED_TYPES)
    if named and ":" in (estimator or ""):
        named &= set(skops.io.get_untrusted_types(data=data)) - OWN_TYPES
    return sorted(named)


def named_types(data: bytes) -> set[str]:
    """Every type an archive's schema names, as module.name, without constructing anything."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return set(_types(json.loads(archive.read("schema.json"))))


def _types(node: Any) -> Iterator[str]:
    """Every type named anywhere in an archive's schema, as module.name."""
    if isinstance(node, dict):
        if "__class__" in node or "__module__" in node:
            yield f"{node.get('__module__')}.{node.get('__class__')}"
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from _types(child)
