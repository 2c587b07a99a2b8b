"""What cannot be meant is answered with a sentence: what, where, and what instead; what is published stays."""

import json
import re
import shutil

import pytest
import yaml
from conftest import ROOT, SMALL, WITHOUT_UNIT_TESTS, QuickCompany
from dbt.cli.main import dbtRunner

from propensity.estimators import CANDIDATES

GOOD = {
    "question": "Which subscribers are likely to cancel?",
    "population": "subscription_status = 'active'",
    "outcome": {"event": "subscription_cancelled"},
    "horizon_days": 30,
}

WHOLE = "in vars.yml must be a whole number from 1; it is"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project of this one's macros and a single model, so that a parse takes no time."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "macros").symlink_to(ROOT / "macros")
    (folder / "models").mkdir()
    (folder / "models" / "asked.sql").write_text(
        "{{ declared_predictions() }} {{ declared_sources() }} {{ setting('holdout_days') }}"
        "{{ setting('feature_dates') }} {{ setting('as_of_date') }} {{ setting('feature_windows') }}"
        "{{ setting('control_share') }}{{ setting('roc_auc_interval_width') }}"
        "{% set doubled = doubled_keys(var('text', '')) %}{{ stop('doubled: ' ~ doubled) if doubled }}"
    )
    (folder / "dbt_project.yml").write_text("{name: propensity, profile: propensity, config-version: 2}")
    return folder


def parse(project, **settings) -> str:
    """What dbt says of variables when it parses them; nothing if it is content."""
    folders = ["--project-dir", str(project), "--profiles-dir", str(ROOT / "profiles"), "--target", "lint"]
    values = ["--vars", json.dumps(settings)]
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
        ({**GOOD, "horizon_days": 0}, f"Prediction 'churn': 'horizon_days' {WHOLE} '0'."),
        ({**GOOD, "horizon_days": True}, f"Prediction 'churn': 'horizon_days' {WHOLE} 'True'."),
        ({**GOOD, "horizon_days": [30]}, f"Prediction 'churn': 'horizon_days' {WHOLE} '[30]'."),
        (
            {**GOOD, "gap_days": -1},
            "Prediction 'churn': 'gap_days' in vars.yml must be a whole number from 0; it is '-1'.",
        ),
        (
            {**GOOD, "gap_days": "a week"},
            "Prediction 'churn': 'gap_days' in vars.yml must be a whole number from 0; it is 'a week'.",
        ),
        (
            {**GOOD, "gap_dys": 7},
            "Prediction 'churn' has an unknown key 'gap_dys'; did you mean 'gap_days'?",
        ),
        (
            {**GOOD, "outcome": "cancelled"},
            "Prediction 'churn': 'outcome' in vars.yml must be a mapping; it is 'cancelled'.",
        ),
        (
            {**GOOD, "outcome": {"event": "a", "at_least": 1.5}},
            f"Prediction 'churn', outcome: 'at_least' {WHOLE} '1.5'.",
        ),
        ({**GOOD, "owner": 7}, "Prediction 'churn': 'owner' in vars.yml must be text; it is '7'."),
        (
            {**GOOD, "expected_drivers": "visits"},
            "Prediction 'churn': 'expected_drivers' in vars.yml must be a list of words, each alone or with a "
            "direction; it is 'visits'.",
        ),
        (
            {**GOOD, "expected_drivers": ["visits", 7]},
            "Prediction 'churn': 'expected_drivers' in vars.yml must be a list of words, each alone or with a "
            "direction; it is '",
        ),
        (
            {**GOOD, "expected_drivers": [{"visits": "raise"}]},
            "Prediction 'churn': 'expected_drivers' says 'raise' of 'visits'; did you mean 'raises'?",
        ),
        (
            {**GOOD, "expected_drivers": ["bought", {"visits": None}]},
            "Prediction 'churn': 'expected_drivers' says empty of 'visits'; there are raises, lowers.",
        ),
        (
            {**GOOD, "expected_drivers": [{"visits": "raises"}, {"visits": "lowers"}]},
            "Prediction 'churn': 'expected_drivers' names 'visits' twice; once is enough.",
        ),
        (
            {**GOOD, "outcome": {"event": "subscription_cancelled", "happens": "no"}},
            "Prediction 'churn', outcome: 'happens' in vars.yml must be true or false; it is 'no'.",
        ),
        (
            {**GOOD, "minimum_roc_auc": 70},
            "Prediction 'churn': 'minimum_roc_auc' in vars.yml must be a number from 0.5 to 1; it is '70'.",
        ),
        ({**GOOD, "segment": 7}, "Prediction 'churn': 'segment' in vars.yml must be text; it is '7'."),
        ({**GOOD, "estimator": ["a"]}, "Prediction 'churn': 'estimator' in vars.yml must be text; it is "),
        (
            {**GOOD, "estimator": "gradient_bosting"},
            "Prediction 'churn': 'estimator' is 'gradient_bosting'; did you mean 'gradient_boosting'? One of your own "
            "is written as module:function.",
        ),
        ({**GOOD, "estimator": "my_company:"}, "Prediction 'churn': 'estimator' is 'my_company:'"),
        (
            {**GOOD, "trusted_features": "visits"},
            "Prediction 'churn': 'trusted_features' in vars.yml must be a list of words; it is 'visits'.",
        ),
        (
            {**GOOD, "population": None},
            "Prediction 'churn': 'population' in vars.yml must be text; it is empty.",
        ),
        ("soon", "Prediction 'churn' must be a mapping with the keys question, outcome, horizon_days,"),
    ],
)
def test_a_bad_block_is_answered_with_a_sentence(block, sentence, project):
    assert sentence in parse(project, predictions={"churn": block})


def test_a_bad_name_is_answered_with_a_sentence(project):
    sentence = "Prediction 'Churn; drop' needs a name of lower-case letters, digits and underscores"
    assert sentence in parse(project, predictions={"Churn; drop": GOOD})


def test_the_estimators_of_the_library_and_no_others_can_be_named(project):
    said = [
        parse(project, predictions={"churn": {**GOOD, "estimator": name}})
        for name in [*CANDIDATES, "my_company.churn:make"]
    ]
    assert said == [""] * (len(CANDIDATES) + 1)
    unknown = parse(project, predictions={"churn": {**GOOD, "estimator": "zzz"}})
    assert f"there are {', '.join(CANDIDATES)}." in unknown


def test_every_key_together_is_answered_with_nothing(project):
    block = {
        **GOOD,
        "gap_days": 0,
        "outcome": {"event": "a", "where": "event_value > 1", "at_least": 2, "happens": False},
        "owner": "retention",
        "action": "call",
        "expected_drivers": ["days_since_last_event", {"a": "lowers"}],
        "minimum_roc_auc": 0.7,
        "segment": "days_since_last_event > 30",
        "estimator": "my_company.churn:make",
        "trusted_features": ["days_since_last_event"],
    }
    assert parse(project, predictions={"churn": block}) == ""


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"predictions": ["churn"]},
            "The variable 'predictions' in vars.yml must be a mapping; it is '['churn']'.",
        ),
        (
            {"holdout_days": 7.5},
            "The variable 'holdout_days' in vars.yml must be a whole number from 1; it is '7.5'.",
        ),
        (
            {"feature_dates": "tuesday"},
            "'feature_dates' in vars.yml must be monday or month_start; it is 'tuesday'.",
        ),
        ({"as_of_date": "1 May"}, "The variable 'as_of_date' in vars.yml must be a date; it is '1 May'."),
        (
            {"feature_windows": [7, 0]},
            "'feature_windows' in vars.yml must be a list of whole numbers from 1; it is",
        ),
        (
            {"roc_auc_interval_width": 0},
            "The variable 'roc_auc_interval_width' in vars.yml must be a number above 0 and up to 1; it is '0'.",
        ),
        (
            {"control_share": 10},
            "The variable 'control_share' in vars.yml must be a number from 0 to 1; it is '10'.",
        ),
        (
            {"sources": {"web": {"live_sinse": "2025-01-01"}}},
            "Source 'web' has an unknown key 'live_sinse'; did you mean 'live_since'?",
        ),
        (
            {"sources": {"web": {"live_since": "May"}}},
            "Source 'web': 'live_since' in vars.yml must be a date; it is 'May'.",
        ),
        (
            {"sources": {"web": {"supplies": ["events", "identity_edge"]}}},
            "Source 'web': 'supplies' has 'identity_edge'; did you mean 'identity_edges'?",
        ),
        (
            {"sources": {"my web": {}}},
            "Source 'my web' needs a word of lower-case letters, digits and underscores",
        ),
    ],
)
def test_a_bad_variable_is_answered_with_a_sentence(settings, sentence, project):
    assert sentence in parse(project, **settings)


def test_good_variables_are_answered_with_nothing(project):
    settings = {
        "sources": {"web": {"live_since": "2025-01-01", "supplies": ["events", "attributes"]}, "app": None},
        "holdout_days": 7,
        "feature_dates": "month_start",
        "as_of_date": "2026-01-01",
        "feature_windows": [7],
        "control_share": 0.1,
    }
    assert parse(project, **settings) == ""


def test_a_source_without_models_is_named(project, small_company):
    output = small_company.dbt("parse", "--no-partial-parse", code=2, sources={"wbe": {}})
    assert "depends on a node named 'stg_wbe__events' which was not found" in output


DOUBLED = """
vars:
  sources:
    web: {live_since: 2025-01-01}
  predictions:
    churn_30d:
      question: "Who: will cancel?"  # horizon_days: not a key
      population: >-
        horizon_days: text
        horizon_days: text
      outcome: {event: cancelled, where: "a = 'b'", event: paused}
      horizon_days: 30
      owner: retention
      horizon_days: 60
    gift_30d:
      question: Who's likely?
      outcome: {event: gift,
        at_least: 2, at_least: 3}
      horizon_days: 30
    churn_30d:
      question: Again
      outcome: {event: cancelled}
      horizon_days: 30
"""


ORDINARY = """
"vars":
  predictions:
    "churn_30d": {"question": "Who: cancels?", "outcome": {"event": "a", "where": "b = 'c, d: e'"}}
    'upgrade_60d':
      question: Who's there, and who's not?
      population: x=('{') or y = '}'
      outcome: {event: a,
        where: b}
      horizon_days: 30
    gift_30d:
      question: !!str |
        horizon_days: text
        horizon_days: text
      population: 'plan in (''a'', ''b'')'
      horizon_days: 30  # horizon_days: 60
  tables:
    - name: a
      schema: b
    - name: c
      schema: d
  others:
  - name: a
    schema: b
  - name: c
    schema: d
  - |
    name: text
    name: text
"""


def test_ordinary_yaml_has_no_doubled_keys(project):
    keys = yaml.safe_load(ORDINARY)["vars"]  # it is valid, and says what it seems to say
    assert len(keys["predictions"]) == 3 and len(keys["tables"]) == len(keys["others"]) - 1 == 2
    assert parse(project, text=ORDINARY) == ""
    assert "'key': 'others', 'path': ['vars']" in parse(project, text=ORDINARY + "  others: again\n")


@pytest.fixture
def doubled(tmp_path) -> QuickCompany:
    """The project with a vars.yml of its own."""
    project = tmp_path / "project"
    shutil.copytree(ROOT / "seeds", project / "seeds", ignore=shutil.ignore_patterns("demo"))
    for name in ("models", "python_models", "macros", "profiles"):
        (project / name).symlink_to(ROOT / name)
    for name in ("dbt_project.yml", ".dbtignore"):
        shutil.copy(ROOT / name, project / name)
    shutil.copytree(ROOT / "tests" / "generic", project / "tests" / "generic")
    return QuickCompany(tmp_path, project=project)


def test_a_key_that_stands_twice_stops_the_run_before_any_work(doubled):
    (doubled.project / "vars.yml").write_text(DOUBLED)
    output = doubled.dbt("seed", code=2)
    for sentence in (
        "Prediction 'churn_30d', outcome has the key 'event' twice in vars.yml, on line 11; keep one of them.",
        "Prediction 'churn_30d' has the key 'horizon_days' twice in vars.yml, on line 12 and line 14;",
        "Prediction 'gift_30d', outcome has the key 'at_least' twice in vars.yml, on line 18; keep one of them.",
        "vars, predictions has the key 'churn_30d' twice in vars.yml, on line 6 and line 20; keep one of them.",
    ):
        assert sentence in output
    assert len(set(re.findall("has the key '[a-z_0-9]+' twice in vars.yml, on line [0-9]+", output))) == 4
    assert "OK loaded seed" not in output


def test_a_file_without_doubled_keys_stops_nothing(doubled):
    shutil.copy(ROOT / "vars.yml", doubled.project / "vars.yml")
    assert "OK loaded seed" in doubled.dbt("seed")


BAD = {
    "churn_14d": {
        "question": "Who will cancel?",
        "population": "subscription_statu = 'active'",
        "outcome": {"event": "subscription_canceled", "where": "amount > 3"},
        "horizon_days": 14,
        "expected_drivers": [{"tickt_opened": "raises"}],
        "segment": "days_since_lst_event > 30",
        "trusted_features": ["ticket_opened", "ticket_opend_count_7d"],
    },
    "visit_7d": {
        "question": "Who will read?",
        "outcome": {"event": "artcle_read", "where": "event_value > > 1"},
        "horizon_days": 7,
    },
    "value_7d": {
        "question": "Who will read?",
        "population": "event_count_7d - 1",
        "outcome": {"event": "article_read", "where": "true"},
        "horizon_days": 7,
        "segment": "event_count_7d",
    },
}

# conditions that can be read, each with what it may not hold
REFUSED = {
    "days_since_last_event <= (select 30)": "a subquery",
    "count(*) over () > 3": "a window",
    "sum(days_since_last_event) > 3": "sum()",
    "feature_date > current_date": "current_date",
    "feature_date > now() - interval 3 day": "now()",
    "random() < 0.5": "random()",
    "feature_date > ago(interval 3 day)": "ago()",
    "current_localtimestamp() > feature_date": "current_localtimestamp()",
    "age(feature_date) > interval 3 day": "age()",
}
# the plan is no number, no time and no JSON
UNREADABLE = [
    "plan = 1",
    "plan::integer > 3",
    "strptime(plan, '%Y') is not null",
    "(json(plan) -> '$.a') = '1'",
]
ALLOWED = [
    "feature_date > date '2025-01-01' + interval 3 day",
    "age(feature_date, date '2020-01-01') > interval 3 day",
    *UNREADABLE,
    "len(list_filter([plan], lambda word, place: word = 'basic' and place = 1)) = 1",
]
BAD |= {
    f"{kind}_{number}": {**BAD["visit_7d"], "outcome": {"event": "article_read"}, "population": condition}
    for kind, conditions in (("refused", REFUSED), ("allowed", ALLOWED))
    for number, condition in enumerate(conditions)
}


def test_words_that_nothing_supplies_stop_the_build_before_identity_and_keep_what_is_published(
    rebuilt_company,
):
    before = rebuilt_company.published.read_bytes()
    output = rebuilt_company.dbt("build", *WITHOUT_UNIT_TESTS, code=1, predictions=BAD)
    for sentence in (
        "Prediction 'churn_14d': 'population' names the column 'subscription_statu', which person_features does not "
        "have; did you mean 'subscription_status'?",
        "Prediction 'churn_14d': 'outcome.event' is 'subscription_canceled', and no source has sent an event of that "
        "name; did you mean 'subscription_cancelled'?",
        "Prediction 'churn_14d': 'outcome.where' names the column 'amount', which events do not have; "
        "staging.known_words lists those there are.",
        "Prediction 'churn_14d': 'expected_drivers' names 'tickt_opened', which is no event, attribute or feature; "
        "did you mean 'ticket_opened'?",
        "Prediction 'churn_14d': 'segment' names the column 'days_since_lst_event', which person_features does not "
        "have; did you mean 'days_since_last_event'?",
        # an event is no feature: it has several
        "Prediction 'churn_14d': 'trusted_features' names the column 'ticket_opened', which person_features does not "
        "have; ",
        "Prediction 'churn_14d': 'trusted_features' names the column 'ticket_opend_count_7d', which person_features does "
        "not have; did you mean 'ticket_opened_count_7d'?",
        "Prediction 'visit_7d': 'outcome.event' is 'artcle_read', and no source has sent an event of that name; "
        "did you mean 'article_read'?",
        "Prediction 'visit_7d': 'outcome.where' is \"event_value > > 1\", which is no condition that the warehouse can "
        'read (syntax error at or near ">"); correct it in vars.yml.',
        "Prediction 'value_7d': 'population' is \"event_count_7d - 1\", which is no condition that the warehouse can read "
        "(it is a value, not compared with any); correct it in vars.yml.",
        "Prediction 'value_7d': 'segment' is \"event_count_7d\", which is no condition that the warehouse can read (it "
        "is a value, not compared with any); correct it in vars.yml.",
    ):
        assert sentence in output
    for number, (condition, refused) in enumerate(REFUSED.items()):
        sentence = (
            f"Prediction 'refused_{number}': 'population' is \"{condition}\", which holds {refused}, "
            'where only columns and fixed values may stand, as in "days_since_last_event <= 30"; correct it in '
            "vars.yml."
        )
        assert sentence in output
    assert "Prediction 'allowed" not in output and "'value_7d': 'outcome.where'" not in output
    for skipped in ("identity.identifiers", "features.person_features", "activation.published_generation"):
        assert f"SKIP relation {skipped}" in output
    assert rebuilt_company.published.read_bytes() == before


# predictions that nobody can learn, each with what is said of it
UNANSWERABLE = {
    "too_long": (
        {"outcome": {"event": "article_read"}, "horizon_days": 90},
        "learning",
        "'horizon_days' is 90, so an outcome is known after 97 days, and learning and grading take 222 days of history.",
        "A horizon of at most ",
    ),
    "too_late": (
        {"outcome": {"event": "article_read"}, "gap_days": 60, "horizon_days": 30},
        "learning",
        "'gap_days' is 60 and 'horizon_days' is 30, so an outcome is known after 97 days, and learning and grading take ",
    ),
    "of_nobody": (
        {"population": "plan = 'gold'", "outcome": {"event": "article_read"}, "horizon_days": 7},
        "withheld",
        "'population' is \"plan = 'gold'\", and nobody was in it on any date of which the outcome is known.",
        "Look in features.person_features at the values that it compares with.",
    ),
    "of_few": (
        {
            "population": "days_since_registered is not null",
            "outcome": {"event": "article_read"},
            "horizon_days": 7,
        },
        "learning",
        "'population' names days_since_registered, no column of person_features yet: fewer than 30 people have it",
        "Until it is one, nobody can be asked.",
    ),
    "impossible": (
        {"population": "plan = 'premium'", "outcome": {"event": "subscription_upgraded"}, "horizon_days": 7},
        "withheld",
        "people asked about had the outcome on any date.",
        "Look whether what 'outcome' asks for can happen to those in 'population'.",
    ),
    "itself": (
        {
            "population": "event_count_7d > 0",
            "outcome": {"event": "article_read", "at_least": 1000, "happens": False},
            "horizon_days": 7,
        },
        "withheld",
        "people asked about reached the number of events on any date, which is the outcome.",
        "Ask for fewer ('at_least') within more days ('horizon_days'), or other people.",
    ),
}


def test_what_is_allowed_can_be_asked_and_is_not_met_by_values_that_it_cannot_read(rebuilt_company):
    blocks = {name: block for name, block in BAD.items() if name.startswith("allowed")}
    rebuilt_company.run("populations", predictions=blocks)
    asked = rebuilt_company.query("select distinct prediction_name from predictions.populations")
    met = [f"allowed_{number}" for number, condition in enumerate(ALLOWED) if condition not in UNREADABLE]
    assert sorted(name for (name,) in asked) == met


def test_a_question_without_an_answer_says_why_and_what_to_change_and_stops_no_other(rebuilt_company):
    blocks = {name: {"question": "Who?", **block} for name, (block, *_) in UNANSWERABLE.items()}
    output = rebuilt_company.dbt("build", *WITHOUT_UNIT_TESTS, predictions={**SMALL["predictions"], **blocks})
    for name, (_, status, *parts) in UNANSWERABLE.items():
        (line,) = [line for line in output.splitlines() if line.startswith(f"{name}: ")]
        assert line.startswith(f"{name}: {status}. ")
        for part in parts:
            assert part in line
    published = rebuilt_company.query(
        "select distinct prediction_name from activation.audience_scores order by 1", published=True
    )
    assert ("open_7d",) in published
