"""Reasons of a built company: words that a marketer reads, faithful to the model, and nothing sensitive."""

import datetime
import re
from collections.abc import Iterator

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from conftest import WITHOUT_UNIT_TESTS, Company
from shop import SETTINGS

from propensity import explain, score
from propensity.artifacts import load_model

# what a marketer should not have to know, each as a word of its own
JARGON = re.compile(
    r"\b(null|none|nan|feature|log-odds|odds|percentile|median|mean|quantile|shapley|contribution|attribute|property|"
    r"event|identifier|column|propensity|score|weight|halves|coverage|fading|label|true|false)s?\b",
    re.IGNORECASE,
)
DOUBLE_NEGATIVE = re.compile(
    r"\b(not|no|never|nothing|unknown)\b[^,:]*\b(not|no|never|nothing|unknown)\b", re.IGNORECASE
)
LONGEST = 230  # with two names and a value of 40 characters each

# a value, and what is typical, of every kind of reader
PAIRS = [
    *(
        (value, typical)
        for value in (None, "0", "1", "2", "3.5", "0.4", "1234")
        for typical in (None, "0", "1", "7.25")
    ),
    *((value, typical) for value in (None, "on_trial", "another value") for typical in ("past_due", None)),
]
NUMBERLESS = ("category", "thing")


def every_sentence(company: Company) -> list[tuple[str, str, str]]:
    """(kind, subject, sentence) of all features of a company's catalog with all PAIRS that they can have.

    The sentences are those of score_reasons itself, as it was compiled, over contributions made up here.
    """
    compiled = (
        company.folder / "target" / "compiled" / "propensity" / "models" / "scores" / "score_reasons.sql"
    )
    sql = compiled.read_text()
    with duckdb.connect() as connection:
        connection.execute(f"attach '{company.warehouse}' as warehouse (read_only)")
        catalog = connection.execute(
            "select feature, kind from warehouse.features.feature_catalog"
        ).fetchall()
        rows = [
            {"feature": feature, "feature_value": value, "typical_value": typical}
            for feature, kind in catalog
            for value, typical in PAIRS
            if value != typical
            and (kind in NUMBERLESS or all(one is None or one[0].isdigit() for one in (value, typical)))
        ]
        made = pa.Table.from_pylist(rows)
        for name, column in {
            "prediction_name": pa.array(["p"] * len(rows)),
            "model_version": pa.array(["v"] * len(rows)),
            "person_id": pa.array(["a"] * len(rows)),
            "feature_date": pa.array([datetime.date(2100, 1, 1)] * len(rows)),
            "reason_rank": pa.array(range(len(rows))),
            "contribution": pa.array([0.5 if at % 2 else -0.5 for at in range(len(rows))]),
            "base_value": pa.array([0.0] * len(rows)),
            "log_odds": pa.array([0.0] * len(rows)),
        }.items():
            made = made.append_column(name, column)
        connection.register("made", made)
        connection.execute("create temp table person as select 'p' as prediction_name, 'a' as person_id")
        for model, stand_in in {"person_contributions": "made", "person_scores": "person"}.items():
            assert f'"warehouse"."scores"."{model}"' in sql
            sql = sql.replace(f'"warehouse"."scores"."{model}"', stand_in)
        return connection.execute(
            f"""
            select kind, subject, reason
            from ({sql.rstrip().rstrip(";")}) as told
            inner join warehouse.features.feature_catalog as catalog on told.feature = catalog.feature
            """
        ).fetchall()


def faults(sentences: list[tuple[str, str, str]]) -> Iterator[str]:
    """What is wrong with sentences, names of the company left aside."""
    for kind, subject, sentence in sentences:
        if sentence is None:
            yield f"{kind}: no sentence for '{subject}'"
            continue
        words = sentence.replace(subject, "It", 1)
        body, _, effect = words.rpartition(": ")
        if "_" in sentence:
            yield f"an underscore: {sentence}"
        if re.search(r"[\n\r\t]", sentence):
            yield f"a line break: {sentence!r}"
        if jargon := JARGON.search(words):
            yield f"'{jargon[0]}': {sentence}"
        if any(DOUBLE_NEGATIVE.search(clause) for clause in body.split(",")):
            yield f"a double negative: {sentence}"
        if effect not in ("raises the chance", "lowers the chance") or re.search(r"[.;:!?] ", body):
            yield f"not one sentence: {sentence}"
        if len(sentence) > LONGEST:
            yield f"{len(sentence)} characters: {sentence}"
        if not sentence[0].isupper() and sentence[0].isalpha() and sentence[0].upper() != sentence[0]:
            yield f"a small beginning: {sentence}"


def test_every_feature_of_many_sources_is_told_in_plain_words(built_small_company):
    sentences = every_sentence(built_small_company)
    assert len({kind for kind, _, _ in sentences}) >= 15
    assert list(faults(sentences)) == []


def test_every_feature_of_one_source_is_told_in_plain_words(built_shop):
    sentences = every_sentence(built_shop)
    assert len({kind for kind, _, _ in sentences}) >= 15
    assert list(faults(sentences)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Visit_count is 3, typically 2: raises the chance",
        "Visited 3 times, typically null: raises the chance",
        "Visited not once in no week, typically once: raises the chance",
        "Visited twice, typically once; raises the chance",
        "Visited twice. It is typically once: raises the chance",
        "Visited twice, typically once: moves the log-odds",
        "Visited " + "very " * 50 + "often, typically once: raises the chance",
        "visited twice, typically once: raises the chance",
        None,
    ],
)
def test_a_sentence_that_nobody_would_say_is_found(sentence):
    assert len(list(faults([("count", "Somebody", sentence)]))) >= 1
    assert list(faults([("count", "Visited", "Visited twice, typically once: raises the chance")])) == []


def test_reasons_add_up_and_reach_the_audience(built_small_company):
    gaps = built_small_company.query(
        """
        select
            max(abs(log_odds - ln(propensity / (1 - propensity)))),
            count(distinct base_value),
            count(distinct prediction_name)
        from scores.score_reasons
        inner join scores.person_scores using (prediction_name, person_id)
        """
    )
    assert gaps[0][0] < 1e-6 and gaps[0][1] == gaps[0][2] >= 1
    lost = built_small_company.query(
        """
        select count(*)
        from scores.score_reasons
        inner join activation.audience_scores using (prediction_name, person_id)
        where reason != case reason_rank when 1 then reason_1 when 2 then reason_2 else reason_3 end
        """
    )
    assert lost == [(0,)]


def told_and_rows(company: Company) -> Iterator[tuple[dict, pa.Table, list[dict], dict[str, str]]]:
    """For each champion: the model's row, the rows that it scores, their reasons, and topics by feature."""
    with duckdb.connect(str(company.warehouse), read_only=True) as connection:
        models = connection.execute("from scores.champions").to_arrow_table().to_pylist()
        rows = connection.execute("from scores.scoring_examples order by person_id").to_arrow_table()
        topics = connection.execute("select feature, topic from features.feature_catalog").to_arrow_table()
    for model in models:
        asked = rows.filter(pc.equal(rows["prediction_name"], model["prediction_name"])).combine_chunks()
        told = pa.Table.from_batches(explain(asked.to_batches(), [model], topics)).to_pylist()
        yield (
            model,
            asked,
            told,
            dict(zip(topics["feature"].to_pylist(), topics["topic"].to_pylist(), strict=True)),
        )


def made_typical(
    rows: pa.Table, model: dict, topic_of: dict[str, str], topic: list[str | None]
) -> np.ndarray:
    """Log-odds (rows,) when of each row the features of its topic are typical."""
    typical = load_model(model)["typical"]
    is_of = {one: pa.array([told == one for told in topic]) for one in set(topic)}
    for name, value in typical.items():
        if mask := is_of.get(topic_of[name]):
            column = rows[name]
            at = rows.column_names.index(name)
            rows = rows.set_column(at, name, pc.if_else(mask, pa.scalar(value, column.type), column))
    return log_odds_of(rows, model)


def log_odds_of(rows: pa.Table, model: dict) -> np.ndarray:
    scored = pa.Table.from_batches(score(rows.to_batches(), [model]))["propensity"].to_numpy()
    return np.log(scored / (1 - scored))


def test_the_first_reason_moves_the_score_its_way_and_more_than_the_second(built_small_company):
    for model, rows, told, topic_of in told_and_rows(built_small_company):
        before = log_odds_of(rows, model)
        moved = {}
        for rank in (1, 2):
            reasons = {one["person_id"]: one for one in told if one["reason_rank"] == rank}
            of = [reasons.get(person) for person in rows["person_id"].to_pylist()]
            topics = [one and topic_of[one["feature"]] for one in of]
            moved[rank] = before - made_typical(rows, model, topic_of, topics)
            if rank == 1:
                signs = np.array([one["contribution"] if one else 0.0 for one in of])
        has_one = signs != 0
        assert has_one.mean() > 0.9
        assert (np.sign(moved[1]) == np.sign(signs))[has_one].mean() >= 0.95
        assert (np.abs(moved[1]) >= np.abs(moved[2]))[has_one].mean() >= 0.7


def test_two_builds_give_the_same_reasons(rebuilt_company):
    reasons = "select * from scores.score_reasons order by prediction_name, person_id, reason_rank"
    before = rebuilt_company.query(reasons)
    rebuilt_company.run("person_contributions score_reasons")
    assert before and rebuilt_company.query(reasons) == before


def test_a_week_without_anything_new_leaves_the_first_reason_of_most(built_small_company):
    with duckdb.connect(str(built_small_company.warehouse), read_only=True) as connection:
        models = connection.execute("from scores.champions").to_arrow_table().to_pylist()
        topics = connection.execute("select feature, topic from features.feature_catalog").to_arrow_table()
        topic_of = dict(zip(topics["feature"].to_pylist(), topics["topic"].to_pylist(), strict=True))
        for model in models:
            weeks = [
                connection.execute(
                    """
                    with weeks as (
                        select max(feature_date) as later
                        from features.person_features
                        where dayname(feature_date) = 'Monday'
                    )

                    select ? as prediction_name, now_features.*
                    from features.person_features as now_features
                    cross join weeks
                    inner join features.person_features as before_features
                        on now_features.person_id = before_features.person_id
                    inner join features.person_features as later_features
                        on now_features.person_id = later_features.person_id
                    where
                        now_features.feature_date = weeks.later - cast(? as integer)
                        and before_features.feature_date = weeks.later - 7
                        and later_features.feature_date = weeks.later
                        and later_features.days_since_last_event = before_features.days_since_last_event + 7
                    order by now_features.person_id
                    """,
                    [model["prediction_name"], days],
                ).to_arrow_table()
                for days in (7, 0)
            ]
            first = [
                {
                    one["person_id"]: topic_of[one["feature"]]
                    for one in pa.Table.from_batches(explain(rows.to_batches(), [model], topics)).to_pylist()
                    if one["reason_rank"] == 1
                }
                for rows in weeks
            ]
            both = first[0].keys() & first[1].keys()
            assert len(both) >= 30
            assert np.mean([first[0][person] == first[1][person] for person in both]) >= 0.8


def test_what_is_sensitive_is_learnt_from_and_never_told(built_shop, rebuilt_shop):
    told = "select count(*) from scores.score_reasons where feature in ('tier', 'days_since_tier_set')"
    assert built_shop.query(told)[0][0] > 0  # the tier makes people buy
    rebuilt_shop.settings = {**SETTINGS, "sensitive_features": ["tier", "bought"]}
    rebuilt_shop.run("known_words prediction_problems feature_catalog person_contributions score_reasons")
    sensitive = rebuilt_shop.query("select feature from features.feature_catalog where is_sensitive")
    names = {name for (name,) in sensitive}
    assert {"tier", "days_since_tier_set", "bought_count_7d", "days_since_bought", "last_event"} <= names
    assert not names & {"channel", "visited_count_7d", "event_count_7d"}
    assert rebuilt_shop.query(told) == [(0,)]
    assert rebuilt_shop.query("select count(*) from scores.score_reasons where reason ilike '%tier%'") == [
        (0,)
    ]
    # the score itself, which its log-odds show, is the same, and the others' reasons move up
    same = "select distinct prediction_name, person_id, log_odds, base_value from scores.score_reasons"
    known = {row[:2]: row[2:] for row in built_shop.query(same)}
    after = {row[:2]: row[2:] for row in rebuilt_shop.query(same)}
    assert after and all(known[key] == row for key, row in after.items())


def test_a_misspelt_sensitive_word_stops_the_build_with_the_nearest(rebuilt_shop):
    before = rebuilt_shop.published.read_bytes()
    output = rebuilt_shop.dbt(
        "build", *WITHOUT_UNIT_TESTS, code=1, sensitive_features=["teir", "buoght_count_7d", "channel"]
    )
    assert (
        "The variable 'sensitive_features' in vars.yml names 'teir', which is no event, attribute, property "
        "of an event or feature; did you mean 'tier'?" in " ".join(output.split())
    )
    assert "did you mean 'bought_count_7d'?" in " ".join(output.split())
    assert "'channel'" not in output
    assert rebuilt_shop.published.read_bytes() == before
