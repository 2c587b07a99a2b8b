"""The fixed Arrow schemas that a model's version depends on; what only scoring writes stands beside it."""

import pyarrow as pa

# 'fit' and 'choose' decide between candidates, 'refit' joins them to learn a slope on 'calibrate', then all
FOLDS = ("fit", "refit", "choose", "calibrate")

SCORING_KEYS = {"prediction_name": pa.string(), "person_id": pa.string(), "feature_date": pa.date32()}

TRAINING_KEYS = {**SCORING_KEYS, "human_id": pa.string(), "fold": pa.string(), "label": pa.int64()}

MODELS = pa.schema(
    [
        ("prediction_name", pa.string()),
        ("model_version", pa.string()),  # 12 hex digits
        ("trained_at", pa.timestamp("us")),  # UTC
        ("estimator", pa.string()),  # a name of propensity.estimators.CANDIDATES
        ("training_from", pa.date32()),  # first and last feature date among the examples, both inclusive
        ("training_to", pa.date32()),
        ("examples", pa.int64()),  # rows of all folds
        ("positives", pa.int64()),
        ("features", pa.int64()),  # features the model reads, out of those offered
        ("feature_names", pa.string()),  # JSON list
        ("artifact", pa.binary()),  # skops archive, see propensity.artifacts
        ("artifact_sha256", pa.string()),
        ("sklearn_version", pa.string()),
    ]
)
