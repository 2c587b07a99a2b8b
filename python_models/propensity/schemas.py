"""The fixed Arrow schemas that a model's version depends on; what only scoring writes stands beside it."""

import re

import pyarrow as pa

# 'fit' and 'choose' decide between candidates, 'refit' joins them to learn a slope on 'calibrate', which
# joins the last fit with 'last'
FOLDS = ("fit", "refit", "choose", "calibrate", "last")

SCORING_KEYS = {"prediction_name": pa.string(), "person_id": pa.string(), "feature_date": pa.date32()}

TRAINING_KEYS = {**SCORING_KEYS, "human_id": pa.string(), "label": pa.int64()}

# Beside these, training examples have a column fold_of_origin_1, fold_of_origin_2, ... for each origin, a
# moment up to which a model learns: which of FOLDS a row is in there, or null; of one origin it is called
# FOLD. And they may have SEGMENT, a company's own rule. No feature may have such a name.
FOLD = "fold_of_origin"
FOLD_OF = re.compile(FOLD + r"_([1-9][0-9]*)")
SEGMENT = "segment"

MODELS = pa.schema(
    [
        ("prediction_name", pa.string()),
        ("model_version", pa.string()),  # 12 hex digits
        ("origin", pa.int64()),  # 1 the latest, 0 one that stands, others are graded only
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
        ("baseline_name", pa.string()),  # the naive rule to beat, see propensity.rules
        ("strongest_feature", pa.string()),  # which alone ranks the examples best, trusted ones aside
        ("strongest_roc_auc", pa.float64()),  # how well, whichever way round
        ("purest_feature", pa.string()),  # of which a cut alone singles out most of the rarer label
        ("purest_share", pa.float64()),  # what share of it
        ("suspects", pa.string()),  # JSON, see propensity.rules.suspects
    ]
)
