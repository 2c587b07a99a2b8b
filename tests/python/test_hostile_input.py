"""Input that nobody sends on purpose, or somebody did: the build survives it and says what it did with it."""

import hashlib
import json
import pickle
import re

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from conftest import WITHOUT_UNIT_TESTS, QuickCompany
from shop import BUY, HABITS, PEOPLE, SETTINGS, WEEKS, at, shop, shop_rows, write_shop
from test_reasons import every_sentence, faults

import propensity

PAYLOADS = [
    "'; drop table events; --",
    '"; drop table staging.events; --',
    "'); delete from identity.persons; --",
    "Robert'); DROP SCHEMA features CASCADE; --",
    "*/ drop table staging.events; /*",
    "' or 1=1 --",
    "''",
    "'",
    '"',
    '""',
    "`",
    "\\",
    "\\'",
    "\\\\n",
    "a\nb",
    "a\r\nb",
    "a\tb",
    "a\0b",
    "{{ 1 }}",
    "{{ 1/0 }}",
    "{{ undefined_thing.x }}",
    "{{ env_var('HOME') }}",
    "{{ exceptions.raise_compiler_error('no') }}",
    "{% raw %}",
    "{% endraw %}",
    "{% do run_query('drop table staging.events') %}",
    "{% endmacro %}",
    "{# comment",
    "}}",
    "{",
    "${HOME}",
    "$(touch here)",
    "$$",
    "$1",
    "?",
    "%s %(name)s %%",
    ":name",
    "a;b",
    "--",
    "/*",
    "<script>alert(1)</script>",
    '=HYPERLINK("https://example.com")',
    "../../etc/passwd",
    "null",
    "NULL",
    "true",
    "0",
    "1e5",
    "2026-01-01",
    "2026-01-01 00:00:00",
    "nan",
    "select",
    "from",
    "order",
    "Select",
    "person_id",
    "feature_date",
    "generation_id",
    "label",
    "known_rows",
    "visited_count_7d",
    "days_since_last_event",
    "VISITED",
    "Visited",
    "event_1",
    "person_features",
    " visited",
    "visited ",
    "visited\u200b",
    "_",
    "9lives",
    "UPPER CASE",
    "caf\u00e9",
    "cafe\u0301",
    "\u0130stanbul",
    "\u0131",
    "stra\u00dfe",
    "\u05e9\u05dc\u05d5\u05dd",
    "\u0645\u0631\u062d\u0628\u0627",
    "\u202eabc",
    "\u4f60\u597d",
    "\U0001f600",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U00020000\U0002a6d6",
    "\U0010ffff",
    "\ufeffmark",
    "\x01\x1b[31mred",
    "n" * 200,
    "\U0001f600" * 200,
]
# each plain one once more inside words and quotes, up to two hundred
PAYLOADS += [f"x '{payload}' \"y" for payload in PAYLOADS if len(payload) < 100]
PAYLOADS += [f"{{{{ {number} }}}}'--" for number in range(200 - len(PAYLOADS))]

# spellings of one address, and of one id
ADDRESSES = [
    "zo\u00e9.istanbul@example.com",
    "zoe\u0301.istanbul@example.com",
    "  zo\u00e9.istanbul@example.com\n",
    "\u00a0zo\u00e9.istanbul@example.com\u3000",
    "zo\u00e9.ist\u200banbul@example.com",
    "\ufeffzo\u00e9.istanbul@example.com",
    "ZO\u00c9.ISTANBUL@EXAMPLE.COM",
    "ZOE\u0301.\u0130STANBUL@example.com",
]
IDS = ["k-\u00e9", "k-e\u0301", "\u00a0k-\u00e9\u2003", "k\u2060-\u00e9", "\tk-\u00e9\u200f"]

# others, however much they look like those: a letter without its dot or its accent, an id in capitals
LOOKALIKES = {
    "email": ["zo\u00e9.\u0131stanbul@example.com", "zoe.istanbul@example.com"],
    "subscriber": ["k-e", "K-\u00c9"],
}

NOBODY = [None, "", " ", "\u00a0", "\u200b", "\u3000\ufeff", "\t\r\n"]
WORDS_FOR_NOBODY = [
    "null",
    "NULL",
    "undefined",
    "none",
    "None",
    "nan",
    "NaN",
    "unknown",
    "anonymous",
    "0",
    " null\u00a0",
]

AMOUNTS = [
    "-5",
    "1e300",
    "-1e300",
    "nan",
    "inf",
    "-inf",
    "infinity",
    "twelve",
    "",
    "99999999999999.9999",
    "1,5",
]

BROKEN_JSON = ['{"a": ', "{'a': 1}", "\ufeff{", '{"a": 1} and more', "<xml/>"]
WHOLE_JSON = [
    '{"a": 1}',
    '\ufeff{"a": 1}',
    "[]",
    "null",
    "",
    None,
    '{"\'; drop table events; --": "{{ 1 }}"}',
]

IMPOSSIBLE_TIMES = [
    "infinity",
    "-infinity",
    "294247-01-10",
    "290000-01-01 (BC)",
    "0001-01-01",
    "soon",
    "",
    None,
]


def hostile_rows() -> dict[str, list[dict]]:
    rows = shop_rows()
    events, edges, attributes = rows["events"], rows["identity_edges"], rows["attributes"]

    def event(**row) -> None:
        events.append({"cookie": "c1", "event_name": "visited", "occurred_at": at(40), **row})

    # every payload is an event of three people, an attribute of theirs with itself as value, and a key
    for place, payload in enumerate(PAYLOADS):
        for person in range(3):
            cookie = f"c{(place + person) % PEOPLE}"
            event(cookie=cookie, event_name=payload, properties=json.dumps({payload: payload}))
            attributes.append(
                {
                    "cookie": cookie,
                    "attribute_name": payload,
                    "attribute_value": payload,
                    "valid_from": at(40),
                }
            )

    # strangers with one spelling each, who are one person; and with the identifiers of nobody, who are not
    for place, address in enumerate(ADDRESSES):
        edges.append({"cookie": f"spelling{place}", "email": address, "observed_at": at(30)})
    for place, name in enumerate(IDS):
        edges.append({"cookie": f"id{place}", "subscriber": name, "observed_at": at(30)})
    for column, names in LOOKALIKES.items():
        for place, name in enumerate(names):
            edges.append({"cookie": f"alike{column}{place}", column: name, "observed_at": at(30)})
    for column in ("subscriber", "email"):
        for place, name in enumerate(NOBODY + WORDS_FOR_NOBODY):
            for person in range(2):
                edges.append({"cookie": f"{column}{place}of{person}", column: name, "observed_at": at(30)})
    for name in NOBODY + WORDS_FOR_NOBODY:
        event(cookie=name, event_name="tracked")

    for place, amount in enumerate(AMOUNTS):
        event(cookie=f"c{place}", event_name="paid", event_value=amount)
    for place, document in enumerate(BROKEN_JSON + WHOLE_JSON):
        event(event_id=f"json{place}", event_name="read", properties=document)
    for place, time in enumerate(IMPOSSIBLE_TIMES):
        event(event_id=f"time{place}", event_name="timed", occurred_at=time)
        event(event_id=f"load{place}", event_name="loaded", loaded_at=time)
        edges.append({"cookie": f"time{place}", "email": "time@example.com", "observed_at": time})
        attributes.append(
            {
                "cookie": "c1",
                "attribute_name": "timed",
                "attribute_value": "x",
                "valid_from": time,
                "loaded_at": time,
            }
        )
    for second in range(3000):
        event(cookie="machine", occurred_at=at(7 * WEEKS - 2, seconds=second))
    for part in ("event_id", "event_name"):
        for empty in (None, "", " "):
            event(**{part: empty})
    event(event_name="m" * 1_000_000)
    attributes.append({"cookie": "c1", "attribute_name": "", "attribute_value": "x", "valid_from": at(30)})
    attributes.append(
        {"cookie": "c1", "attribute_name": "m" * 201, "attribute_value": "x", "valid_from": at(30)}
    )
    return rows


@pytest.fixture(scope="module")
def hostile(shop_project, tmp_path_factory) -> QuickCompany:
    """A shop with all of the above in its raw tables, built whole once; tests only read it."""
    predictions = {
        "buy_7d": BUY,
        "one_class_7d": {**BUY, "outcome": {**BUY["outcome"], "at_least": 10_000}},
        "five_7d": {**BUY, "outcome": {"event": "once"}},
    }
    rows = hostile_rows()
    rows["events"] += [
        {"cookie": f"c{person}", "event_name": "once", "occurred_at": at(9)} for person in range(5)
    ]
    company = shop(
        tmp_path_factory.mktemp("hostile"),
        shop_project,
        rows,
        predictions=predictions,
        minimum_people_per_event_type=3,
        maximum_event_types=300,
        maximum_attributes=300,
    )
    company.output = company.dbt("build", *WITHOUT_UNIT_TESTS)
    return company


def test_two_hundred_payloads_as_names_values_and_keys_are_data_only(hostile):
    assert len(set(PAYLOADS)) == 200
    named = "select table_schema || '.' || table_name from information_schema.tables"
    tables = {name for (name,) in hostile.query(named)}
    assert {"staging.events", "identity.persons", "features.person_features"} <= tables
    assert hostile.query("select count(*) from activation.audience_scores", published=True) > [(100,)]
    assert not (hostile.project / "here").exists()
    warned = hostile.output.partition("Completed with")[2]
    assert "no_event_type_is_left_out" not in warned and "no_attribute_is_left_out" not in warned

    catalog = hostile.query(
        "select event_name, feature from features.feature_catalog "
        "where measure = 'count_30d' and event_name in (select event_name from features.event_types)"
    )
    counted = {name: feature for name, feature in catalog if name in PAYLOADS}
    assert set(counted) == set(PAYLOADS)
    valued = dict(
        hostile.query(
            "select event_name, feature from features.feature_catalog where measure like 'attribute_%'"
        )
    )
    assert set(valued) == {*HABITS, *PAYLOADS}

    columns = [
        f'sum("{counted[name]}"), count(case when "{counted[name]}" = 1 then 1 end)' for name in PAYLOADS
    ]
    values = [f'count("{valued[name]}"), min("{valued[name]}"), max("{valued[name]}")' for name in PAYLOADS]
    today = "from features.person_features inner join staging.as_of_dates on feature_date = as_of_date"
    (sums,) = hostile.query(f"select {', '.join(columns)} {today}")
    assert sums == (3, 3) * 200
    (texts,) = hostile.query(f"select {', '.join(values)} {today}")
    numbers = {"1e5": 100_000.0, "0": 0.0}  # an attribute whose only value is a number is one
    assert [texts[place : place + 3] for place in range(0, 600, 3)] == [
        (3, numbers.get(name, name), numbers.get(name, name)) for name in PAYLOADS
    ]


def test_the_words_for_columns_have_every_feature_and_no_name_that_none_may_have(hostile):
    words = hostile.query("select word from staging.known_words where kind = 'column'")
    features = hostile.query("select feature from features.feature_catalog")
    assert set(words) > set(features)
    assert {("label",), ("generation_id",)}.isdisjoint(words)


def test_labels_of_every_script_come_out_as_they_went_in(hostile):
    written = [name for name in PAYLOADS if any(ord(letter) > 127 for letter in name)]
    assert len(written) > 20
    published = hostile.query("select event_name, description from features.feature_catalog", published=True)
    names = {name for name, _ in published}
    descriptions = {description for _, description in published}
    assert set(written) <= names
    assert {f"days since the last event named {name}" for name in written} <= descriptions
    keys = hostile.query("select properties from staging.events where starts_with(properties, '{')")
    assert set(written) <= {key for (text,) in keys for key in json.loads(text.lstrip("\ufeff"))}


def test_spellings_of_one_address_or_id_are_one_person_and_other_letters_are_another(hostile):
    people = dict(
        hostile.query("select identifier, person_id from identity.person_identifiers where valid_to is null")
    )
    assert len({people[f"cookie:spelling{place}"] for place in range(len(ADDRESSES))}) == 1
    assert len({people[f"cookie:id{place}"] for place in range(len(IDS))}) == 1
    assert people["email:zo\u00e9.istanbul@example.com"] == people["cookie:spelling0"]
    others = [people[f"cookie:alike{column}{place}"] for column in LOOKALIKES for place in range(2)]
    assert len({people["cookie:spelling0"], people["cookie:id0"], *others}) == 2 + len(others)


def test_words_and_blanks_for_nobody_join_nobody_in_any_type(hostile):
    people = dict(
        hostile.query("select identifier, person_id from identity.person_identifiers where valid_to is null")
    )
    strangers = [
        people.get(f"cookie:{column}{place}of{person}")
        for column in ("subscriber", "email")
        for place in range(len(NOBODY + WORDS_FOR_NOBODY))
        for person in range(2)
    ]
    known = [person for person in strangers if person]
    assert len(known) == len(set(known)) == 2 * 2 * len(WORDS_FOR_NOBODY)
    assert not [name for name in people if name.partition(":")[2].lower() in map(str.lower, WORDS_FOR_NOBODY)]
    reasons = dict(hostile.query("select reason, count(*) from identity.rejected_edges group by reason"))
    assert reasons == {
        "a word for no value": 2 * 2 * (len(WORDS_FOR_NOBODY) - 1),
        "nothing but zeros": 2 * 2 * 1,
    }
    tracked = hostile.query("select count(*) from staging.events where event_name = 'tracked'")
    assert tracked == [(len(NOBODY + WORDS_FOR_NOBODY),)]
    owned = hostile.query(
        "select count(*) from staging.events inner join identity.person_identifiers using (identifier) "
        "where event_name = 'tracked'"
    )
    assert owned == [(0,)]


def test_a_malformed_row_is_quarantined_alone_with_its_reason(hostile):
    reasons = dict(hostile.query("select reason, count(*) from staging.quarantined_events group by reason"))
    assert reasons == {
        "no event_id": 3,
        "no event_name": 3,
        "event_name is longer than 200 characters": 1,
        "occurred_at is missing or no timestamp": 3,
        "occurred_at is zero or nearly so": 3,
        "occurred on or after the as-of date": 2,
        "properties are no JSON": len(BROKEN_JSON),
    }
    read = hostile.query("select count(*) from staging.events where event_name = 'read'")
    assert read == [(len(WHOLE_JSON),)]
    assert "[WARNING]: in test no_event_lacks_an_id_a_name_or_a_time" in hostile.output
    assert hostile.query(
        "select count(*) from features.attribute_types where length(attribute_name) not between 1 and 200"
    ) == [(0,)]


def test_amounts_that_are_none_leave_the_event_and_finite_features(hostile):
    paid = hostile.query(
        "select event_value from staging.events where event_name = 'paid' order by 1 nulls last"
    )
    assert len(paid) == len(AMOUNTS)
    assert [float(value) for (value,) in paid if value is not None] == [-5, 99999999999999.9999]
    named = hostile.query(
        "select column_name from (describe features.person_features) where column_type = 'DOUBLE'"
    )
    assert len(named) > 1000
    infinite = ", ".join(f'count(case when not isfinite("{name}") then 1 end)' for (name,) in named)
    assert hostile.query(f"select {infinite} from features.person_features") == [(0,) * len(named)]
    for amount in ("1e300", "twelve", "1,5"):
        assert amount not in hostile.output


def test_a_machine_counts_no_further_than_a_person_could_and_is_told(hostile):
    daily = "select event_count, surplus_count from features.daily_events where identifier = 'cookie:machine'"
    assert hostile.query(daily) == [(1000, 2000)]
    features = hostile.query("""
        select visited_count_7d, event_count_7d from features.person_features
        inner join identity.identifiers_by_date using (person_id, feature_date)
        where identifier = 'cookie:machine' and feature_date = (select as_of_date from staging.as_of_dates)
    """)
    assert features == [(1000, 1000)]
    told = hostile.query("select sentence from monitoring.alerts where alert_id = 'volume:shop:machine'")
    assert [sentence[:42] for (sentence,) in told] == ["Source 'shop' had 2000 events in the last "]
    assert "cookie:machine" not in hostile.output + str(told)


def test_one_outcome_only_or_five_people_with_it_train_nothing_and_the_status_gives_the_numbers(hostile):
    status = {
        name: (status, reason)
        for name, status, reason in hostile.query(
            "select prediction_name, status, reason from activation.prediction_status", published=True
        )
    }
    for name, counted in (
        ("one_class_7d", r"None of the \d+ people asked about had the outcome on any date\. Look whether .*"),
        (
            "five_7d",
            r"There are 5 people with the outcome and \d+ without to learn from; it takes about 10 of each, "
            r"and 3 others to grade on\. At 0\.\d more a day there will be enough on 202\d-\d\d-\d\d\..*",
        ),
    ):
        assert status[name][0] == "withheld"
        assert re.fullmatch(counted, status[name][1])
    assert status["buy_7d"][0] == "published"
    trained = hostile.query("select distinct prediction_name from training.model_registry", published=True)
    assert trained == [("buy_7d",)]


def flood_rows() -> dict[str, list[dict]]:
    """Three weeks in which enough people each have ten thousand event types and five thousand attributes."""
    rows = shop_rows(people=60, weeks=3)
    for name in range(10_000):
        for person in range(30):
            cookie = f"c{(name + person) % 60}"
            rows["events"].append(
                {"cookie": cookie, "event_name": f"id {name}", "occurred_at": at(8 + person / 10)}
            )
        rows["events"].append({"cookie": "c1", "event_name": f"once {name}", "occurred_at": at(9)})
    for name in range(5_000):
        for person in range(30):
            rows["attributes"].append(
                {
                    "cookie": f"c{person}",
                    "attribute_name": f"key {name}",
                    "attribute_value": "1",
                    "valid_from": at(8),
                }
            )
    return rows


def test_ten_thousand_event_types_and_five_thousand_attributes_make_no_more_columns_than_allowed(
    shop_project, tmp_path
):
    company = shop(tmp_path, shop_project, flood_rows())
    company.run("+person_features")
    for table, total, maximum in (
        ("event_types", 20_002, 100),
        ("attribute_types", 5_000 + len(HABITS), 100),
    ):
        beyond = "count(nullif(is_beyond_maximum, false))"
        counts = company.query(f"select count(*), count(first_date), {beyond} from features.{table}")
        enough = total - 10_000 if table == "event_types" else total
        assert counts == [(total, maximum, enough - maximum)]
    first = company.query("select event_name from features.event_types where first_date = date '2025-01-13'")
    assert first == [("visited",)]  # it entered before the others, of whom as many people know, and stays
    columns = len(company.query("select column_name from (describe features.person_features)"))
    assert 500 < columns < 100 * 18 + 100 * 3 + 60
    warned = company.dbt("test", "--select", "event_types", "attribute_types")
    assert "no_event_type_is_left_out_by_the_maximum" in warned and "no_attribute_is_left_out" in warned
    assert "WARN=2" in warned


ASKED_BEFORE_ANY_EVENT = {
    "population_of_all_7d": {**BUY, "population": "days_since_last_event <= 90"},
    "no_population_7d": {key: value for key, value in BUY.items() if key != "population"},
    "column_to_come_7d": {**BUY, "population": "visited_count_30d > 0"},
}


@pytest.mark.parametrize("sources", ["empty", "none"])
def test_without_a_single_event_everything_builds_and_the_statuses_say_so(sources, shop_project, tmp_path):
    empty = {"events": [], "identity_edges": [], "attributes": []}
    declared = SETTINGS["sources"] if sources == "empty" else {}
    company = shop(tmp_path, shop_project, empty, sources=declared, predictions=ASKED_BEFORE_ANY_EVENT)
    company.dbt("build", *WITHOUT_UNIT_TESTS)
    statuses = company.query("select status, reason, since from activation.prediction_status", published=True)
    sentence = "There is no history yet: no source has supplied a single event. Look at the raw tables."
    assert statuses == [("learning", sentence, None)] * len(ASKED_BEFORE_ANY_EVENT)
    for table in ("features.person_features", "training.model_registry", "activation.audience_scores"):
        assert company.query(f"select count(*) from {table}", published=True) == [(0,)]


def scores_of(company: QuickCompany) -> list[tuple]:
    return company.query(
        "select prediction_name, person_id, propensity from activation.audience_scores order by all",
        published=True,
    )


def change(company: QuickCompany, sql: str, values: tuple = ()) -> None:
    with duckdb.connect(str(company.warehouse)) as connection:
        connection.execute(sql, values)


def test_an_empty_load_after_a_published_generation_stops_and_a_full_one_does_not(rebuilt_shop):
    before = rebuilt_shop.published.read_bytes()
    selected = ("--select", "+as_of_dates", "assert_an_empty_load_replaces_nothing")
    assert "PASS assert_an_empty_load_replaces_nothing" in rebuilt_shop.dbt(
        "build", *selected, *WITHOUT_UNIT_TESTS
    )
    write_shop({"events": [], "identity_edges": [], "attributes": []}, rebuilt_shop.raw)
    output = rebuilt_shop.dbt("build", *WITHOUT_UNIT_TESTS, code=1)
    assert "FAIL 2 assert_an_empty_load_replaces_nothing" in output
    assert rebuilt_shop.published.read_bytes() == before


def with_propensities(monkeypatch, company: QuickCompany, replaced) -> None:
    """Lets the model of also_buy_7d say what `replaced` makes of its propensities at the as-of date."""
    honest = propensity.score
    ((as_of_date,),) = company.query("select as_of_date from staging.as_of_dates")

    def score(examples, models):
        for batch in honest(examples, models):
            is_today = pc.equal(batch["feature_date"], as_of_date)
            chosen = pc.and_(is_today, pc.equal(batch["prediction_name"], "also_buy_7d"))
            values = pc.if_else(chosen, replaced(batch["propensity"]), batch["propensity"])
            place = batch.schema.get_field_index("propensity")
            yield batch.set_column(place, batch.schema.field(place), values)

    monkeypatch.setattr(propensity, "score", score)


# by the constraint of its contract
REFUSED = "ERROR creating sql table model scores.person_scores"


def test_a_propensity_that_is_no_probability_publishes_nothing(rebuilt_shop, monkeypatch):
    before = rebuilt_shop.published.read_bytes()
    with_propensities(monkeypatch, rebuilt_shop, lambda values: pa.scalar(float("nan")))
    output = rebuilt_shop.dbt("build", *WITHOUT_UNIT_TESTS, code=1)
    assert REFUSED in output
    assert "SKIP relation activation.published_generation" in output
    assert rebuilt_shop.published.read_bytes() == before
    for value in ("inf", "-inf", "1.5", "-0.1"):
        change(
            rebuilt_shop,
            f"update scores.person_propensities set propensity = '{value}' where person_id = ("
            "select min(person_id) from scores.person_propensities)",
        )
        assert REFUSED in rebuilt_shop.dbt("run", "--select", "person_scores", code=1)


def test_scores_that_are_all_the_same_are_withheld_and_the_others_published(rebuilt_shop, monkeypatch):
    before = [row for row in scores_of(rebuilt_shop) if row[0] == "buy_7d"]
    with_propensities(monkeypatch, rebuilt_shop, lambda values: pa.scalar(0.25))
    rebuilt_shop.dbt("build", *WITHOUT_UNIT_TESTS)
    assert scores_of(rebuilt_shop) == before != []
    statuses = dict(
        (name, (status, reason))
        for name, status, reason in rebuilt_shop.query(
            "select prediction_name, status, reason from activation.prediction_status", published=True
        )
    )
    assert statuses["buy_7d"][0] == "published"
    assert statuses["also_buy_7d"][0] == "withheld"
    sentence = f"All {len(before)} scores are the same, so they cannot tell people apart."
    assert statuses["also_buy_7d"][1].startswith(sentence)


def test_every_hostile_name_is_told_in_one_plain_sentence(hostile):
    assert list(faults(every_sentence(hostile))) == []


class Payload:
    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return open, (str(self.marker), "w")


def test_a_truncated_a_swapped_or_a_pickled_model_is_trained_anew_and_never_executed(rebuilt_shop):
    before, marker = scores_of(rebuilt_shop), rebuilt_shop.folder / "executed"
    pickled = pickle.dumps(Payload(marker))
    (swapped, sha256) = rebuilt_shop.query(
        "select artifact, artifact_sha256 from previous.model_registry where prediction_name = 'also_buy_7d'"
    )[0]
    tamper = "update previous.model_registry set artifact = ?, artifact_sha256 = ? where prediction_name = ?"
    change(rebuilt_shop, tamper, (pickled, hashlib.sha256(pickled).hexdigest(), "also_buy_7d"))
    models = (
        "select prediction_name, model_version, trained_at, artifact from training.trained_models order by 1"
    )
    first = rebuilt_shop.query(models)
    for artifact in (swapped, first[1][3][:-10], pickled):
        checksum = sha256 if artifact == swapped else hashlib.sha256(artifact).hexdigest()
        change(rebuilt_shop, tamper, (artifact, checksum, "buy_7d"))
        if artifact != pickled:
            rebuilt_shop.run("trained_models")
            again = rebuilt_shop.query(models)
            assert [row[:2] for row in again] == [row[:2] for row in first]
            assert all(new[2] > old[2] for new, old in zip(again, first, strict=True))
    rebuilt_shop.dbt("build", *WITHOUT_UNIT_TESTS)
    assert scores_of(rebuilt_shop) == before
    assert not marker.exists()
    pickle.loads(pickled).close()
    assert marker.exists()  # the payload is a live one


def test_a_pickle_among_the_trained_models_is_refused_with_a_sentence_and_nothing_published(
    rebuilt_shop, monkeypatch
):
    before, marker = rebuilt_shop.published.read_bytes(), rebuilt_shop.folder / "executed"
    pickled = pickle.dumps(Payload(marker))
    honest = propensity.fit

    def fit(*arguments):
        rows = [
            {**row, "artifact": pickled, "artifact_sha256": hashlib.sha256(pickled).hexdigest()}
            for row in honest(*arguments).to_pylist()
        ]
        return pa.Table.from_pylist(rows, schema=propensity.MODELS)

    monkeypatch.setattr(propensity, "fit", fit)
    output = rebuilt_shop.dbt("build", *WITHOUT_UNIT_TESTS, code=1)
    assert re.search(
        r"The model of prediction '(also_)?buy_7d', version \w+, is not a readable skops archive", output
    )
    assert rebuilt_shop.published.read_bytes() == before
    assert not marker.exists()
