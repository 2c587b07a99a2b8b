"""A block that cannot be meant stops dbt before any work, with a sentence: what, where, and what instead."""

import json

import pytest
from conftest import ROOT
from dbt.cli.main import dbtRunner

GOOD = {
    "question": "Which subscribers are likely to cancel?",
    "population": "subscription_status = 'active'",
    "outcome": {"event": "subscription_cancelled"},
    "horizon_days": 30,
}

WHOLE = "must be a whole number from 1; it is"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project of this one's macros and a single model, so that a parse takes no time."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "macros").symlink_to(ROOT / "macros")
    (folder / "models").mkdir()
    (folder / "models" / "asked.sql").write_text("select '{{ declared_predictions() }}' as asked")
    (folder / "dbt_project.yml").write_text("{name: propensity, profile: propensity, config-version: 2}")
    return folder


def parse(project, predictions: dict) -> str:
    """What dbt says of predictions when it parses them; nothing if it is content."""
    folders = ["--project-dir", str(project), "--profiles-dir", str(ROOT / "profiles"), "--target", "lint"]
    values = ["--vars", json.dumps({"predictions": predictions})]
    result = dbtRunner().invoke(["parse", "--quiet", "--no-partial-parse", *folders, *values])
    return "" if result.success else str(result.exception)


def without(key: str) -> dict:
    return {name: value for name, value in GOOD.items() if name != key}


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        (
            {**without("horizon_days"), "horizn_days": 30},
            "Prediction 'churn' has an unknown key 'horizn_days'; did you mean 'horizon_days'?",
        ),
        (
            {**GOOD, "xyz": 1},
            "Prediction 'churn' has an unknown key 'xyz'; there are question, outcome, horizon_days,",
        ),
        (
            {**GOOD, "outcome": {"evnt": "subscription_cancelled"}},
            "Prediction 'churn', outcome has an unknown key 'evnt'; did you mean 'event'?",
        ),
        (without("question"), "Prediction 'churn' lacks the key 'question', which must be text."),
        ({**GOOD, "outcome": {"at_least": 2}}, "Prediction 'churn', outcome lacks the key 'event'"),
        ({**GOOD, "horizon_days": -7}, f"Prediction 'churn': 'horizon_days' {WHOLE} '-7'."),
        ({**GOOD, "horizon_days": 7.5}, f"Prediction 'churn': 'horizon_days' {WHOLE} '7.5'."),
        ({**GOOD, "horizon_days": "thirty"}, f"Prediction 'churn': 'horizon_days' {WHOLE} 'thirty'."),
        (
            {**GOOD, "outcome": {"event": "subscription_cancelled", "happens": "no"}},
            "Prediction 'churn', outcome: 'happens' must be true or false; it is 'no'.",
        ),
        (
            {**GOOD, "minimum_roc_auc": 70},
            "Prediction 'churn': 'minimum_roc_auc' must be a number between 0.5 and 1; it is '70'.",
        ),
        ({**GOOD, "population": None}, "Prediction 'churn': 'population' must be text; it is empty."),
        ("soon", "Prediction 'churn' must be a mapping with the keys question, outcome, horizon_days,"),
    ],
)
def test_a_bad_block_is_answered_with_a_sentence(block, sentence, project):
    assert sentence in parse(project, {"churn": block})


def test_a_bad_name_is_answered_with_a_sentence(project):
    sentence = "Prediction 'Churn; drop' needs a name of lower-case letters, digits and underscores"
    assert sentence in parse(project, {"Churn; drop": GOOD})


def test_every_key_together_is_answered_with_nothing(project):
    block = {
        **GOOD,
        "outcome": {"event": "a", "where": "event_value > 1", "at_least": 2, "happens": False},
        "owner": "retention",
        "action": "call",
        "expected_drivers": ["days_since_last_event"],
        "minimum_roc_auc": 0.7,
    }
    assert parse(project, {"churn": block}) == ""
