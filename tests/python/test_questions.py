"""docs/questions.md: each of its commands runs after a build and answers its question."""

import json
import re

import duckdb
import pytest
from conftest import ROOT, QuickCompany

TEXT = (ROOT / "docs" / "questions.md").read_text()
COMMANDS = dict(
    re.findall(r'^## (.+?)$.*?```sh\ndbt show --limit \d+ --inline "\n(.+?)\n"\n```', TEXT, re.M | re.S)
)


def answer(company: QuickCompany, question: str) -> list[dict]:
    query = COMMANDS[question].replace("churn_30d", "open_7d")
    output = company.dbt("show", "--limit", "30", "--inline", query, "--output", "json")
    found = re.search(r'\{\s*"show":.*\}', output, re.S)
    return json.loads(found[0])["show"]


def test_there_are_three_questions():
    assert list(COMMANDS) == ["Why this person?", "Why this segment?", "What changed since last month?"]


@pytest.fixture(scope="module")
def answers(built_small_company) -> dict[str, list[dict]]:
    return {question: answer(built_small_company, question) for question in COMMANDS}


def test_why_this_person_is_told_in_sentences(answers):
    rows = answers["Why this person?"]
    assert [row["reason_rank"] for row in rows[:3]] == [1, 2, 3]
    assert all(row["reason"].endswith(" the chance") for row in rows)


def test_why_this_segment_is_told_band_by_band(answers):
    rows = answers["Why this segment?"]
    assert {row["direction"] for row in rows} == {"raises", "lowers"}
    assert all(0 < row["share_of_band"] <= 1 and row["topic"] for row in rows)
    assert all(
        (row["mean_contribution"] > 0) == (row["direction"] == "raises")
        for row in rows
        if row["mean_contribution"]
    )


def test_what_changed_is_empty_at_first_and_then_told_by_reason(answers, rebuilt_company):
    question = "What changed since last month?"
    assert answers[question] == []
    with duckdb.connect(str(rebuilt_company.warehouse)) as connection:
        connection.execute(
            """
            insert into scores.score_history by name
            select * replace (
                cast(feature_date - interval '28' day as date) as feature_date,
                propensity / 2 as propensity,
                case propensity_band when 'high' then 'low' else 'high' end as propensity_band
            )
            from scores.person_scores
            """
        )
    rows = answer(rebuilt_company, question)
    people = rebuilt_company.query(
        "select count(*) from scores.person_scores where prediction_name = 'open_7d'"
    )
    assert sum(row["people"] for row in rows) == people[0][0]
    assert all(row["mean_propensity_now"] >= row["mean_propensity_then"] for row in rows)
    assert sum(row["new_in_high_band"] for row in rows) > 0 and sum(row["left_high_band"] for row in rows) > 0
