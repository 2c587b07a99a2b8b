"""Calibrated per-person propensity models over Arrow record batches.

`fit` turns training examples into one calibrated scikit-learn model a prediction; `score` turns those models
and fresh features into propensities. Both read and write iterators of Arrow data of a fixed schema and know
nothing of dbt or of any warehouse, so the same code runs inside every engine that can hand Arrow batches to
Python. `explain` says of each person what its score comes from, `drivers` says it of each model, and
`score_without_sources` trains anew without each source in turn. `publish` copies what a build made to the
file that readers open. `contest` decides whom identifiers belong to where not every edge can be right.
"""

from propensity.contesting import contest
from propensity.driving import DRIVERS, drivers
from propensity.errors import ArtifactError, ExamplesError, MissingFeaturesError, PropensityError
from propensity.explaining import CONTRIBUTIONS, explain
from propensity.fitting import code_version, fit, library_version
from propensity.leaving_out import WITHOUT_SOURCES, score_without_sources
from propensity.publishing import publish
from propensity.schemas import MODELS
from propensity.scoring import BESIDE_RULES, PROPENSITIES, kept, score, score_beside_rules, with_standing

__all__ = [
    "BESIDE_RULES",
    "CONTRIBUTIONS",
    "DRIVERS",
    "MODELS",
    "PROPENSITIES",
    "WITHOUT_SOURCES",
    "ArtifactError",
    "ExamplesError",
    "MissingFeaturesError",
    "PropensityError",
    "code_version",
    "contest",
    "drivers",
    "explain",
    "fit",
    "kept",
    "library_version",
    "publish",
    "score",
    "score_beside_rules",
    "score_without_sources",
    "with_standing",
]
