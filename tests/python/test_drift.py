"""Raw tables change: what is missing, retyped, renamed, doubled or late is told of, and read as it is."""

import collections
import datetime
import json
import random
import shutil

import duckdb
import pytest
import yaml
from conftest import ROOT, WITHOUT_UNIT_TESTS, QuickCompany, copied
from shop import FIRST_DAY, PEOPLE, WEEKS, at, make_project, shop, shop_rows

MINI = "{name: propensity, profile: propensity, config-version: 2}"


def rewrite(company: QuickCompany, table: str, query: str) -> None:
    """Writes a raw table anew from a query over it, in which it is called `raw`."""
    file = company.raw / f"{table}.parquet"
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"create table raw as from '{file}'")
        connection.execute(f"copy ({query}) to '{file}'")


def person_features(company: QuickCompany) -> list[tuple]:
    return company.query("select * from features.person_features order by feature_date, person_id")


# --- columns that are missing, new or of another type -------------------------------------------------------

# what the raw tables of the shop hold, as a source's YAML says it
DECLARED = {
    "events": {
        "event_id": {},
        "cookie": {},
        "subscriber": {},
        "email": {},
        "event_name": {},
        "occurred_at": {"data_type": "timestamp"},
        "loaded_at": {"data_type": "timestamp", "optional": True},
        "event_value": {"data_type": "decimal(18, 4)", "optional": True},
        "properties": {"data_type": "json", "optional": True},
    },
}


def declare(project, declared: dict) -> None:
    """Lets the shop's events be read with raw_rows, by the columns declared."""
    staging = project / "models" / "staging" / "shop"
    sources = yaml.safe_load((staging / "_shop__sources.yml").read_text())
    for table in sources["sources"][0]["tables"]:
        columns = declared.get(table["name"], {})
        table["columns"] = [
            {
                "name": name,
                **({"data_type": column["data_type"]} if "data_type" in column else {}),
                "config": {"meta": {"optional": column.get("optional", False)}},
            }
            for name, column in columns.items()
        ]
    (staging / "_shop__sources.yml").write_text(yaml.safe_dump(sources))
    model = staging / "stg_shop__events.sql"
    text = model.read_text().replace("{{ source('shop', 'events') }}", "events")
    model.write_text("with events as ({{ raw_rows('shop', 'events') }}) " + text)


@pytest.fixture(scope="module")
def declared_shop(tmp_path_factory) -> QuickCompany:
    """A shop whose events are read with raw_rows, built as far as schema_changes; tests copy it."""
    folder = tmp_path_factory.mktemp("declared")
    project = make_project(folder / "project")
    declare(project, DECLARED)
    company = shop(folder / "shop", project)
    company.output = company.run("+schema_changes")
    return company


EVENTS = "select * exclude (loaded_at) from staging.events order by event_id"
RAW_CHANGES = """
    select name, change, earlier_name from monitoring.schema_changes where kind = 'raw column' order by all
"""


def test_a_new_raw_column_is_ignored_and_reported_and_a_dropped_optional_one_is_null_with_a_warning(
    declared_shop, tmp_path
):
    company = copied(declared_shop, tmp_path)
    before = company.query(EVENTS)
    assert company.query(RAW_CHANGES) == [] and "lacks the optional column" not in declared_shop.output
    rewrite(
        company,
        "events",
        "select * exclude (loaded_at, properties) replace (occurred_at::timestamp as occurred_at), "
        "1 as coupon from raw",
    )
    output = company.run("+schema_changes")
    for column in ("loaded_at", "properties"):
        lacking = (
            f"Source 'shop': the raw table 'events' lacks the optional column '{column}', which is read as"
        )
        assert output.count(lacking) == 1
    assert company.query(EVENTS) == before
    filled = "select count(*), count(loaded_at), count(properties) from staging.stg_shop__events"
    assert company.query(filled) == [(len(before), 0, 0)]
    changes = [
        ("coupon", "new", None),
        ("loaded_at", "vanished", None),
        ("occurred_at", "retyped", None),
        ("properties", "vanished", None),
    ]
    assert company.query(RAW_CHANGES) == changes
    assert "Source 'shop': of the raw table 'events' the column 'coupon' is new since 2025-03-" in output
    assert "the column 'occurred_at' is since 2025-03-10 TIMESTAMP, and was VARCHAR." in output
    # the next build has the same news, of the same day, and forgets no table that it does not look at
    company.run("stg_shop__events raw_columns+1 schema_changes")
    assert company.query(RAW_CHANGES) == changes


def test_a_dropped_required_column_stops_before_any_work_and_is_named_with_what_it_may_be_called_now(
    declared_shop, tmp_path
):
    company = copied(declared_shop, tmp_path)
    company.published.write_text("the last generation")
    before = company.warehouse.stat().st_size
    rewrite(company, "events", "select * exclude (cookie) rename (occurred_at as occured_at) from raw")
    output = company.dbt("build", code=2)
    assert (
        "Source 'shop': the raw table 'events' lacks the column 'occurred_at'. It has 'occured_at', which "
        "nothing reads: was it renamed?" in output
    )
    assert "the raw table 'events' lacks the column 'cookie'. Load it again, or correct" in output
    assert "What is published stays as it is." in output
    assert "OK created" not in output and company.warehouse.stat().st_size == before
    assert company.published.read_text() == "the last generation"
    (company.raw / "events.parquet").unlink()
    assert "Source 'shop': the raw table 'events' is not there (" in company.dbt("build", code=2)


def test_a_renamed_raw_column_is_a_pair(declared_shop, tmp_path):
    company = copied(declared_shop, tmp_path)
    rewrite(company, "events", "select * rename (loaded_at as loadedAt) from raw")
    company.run("+schema_changes")
    assert company.query(RAW_CHANGES) == [("loadedAt", "renamed", "loaded_at")]


def test_a_staging_model_may_leave_out_what_is_optional_and_is_told_of_what_is_not(tmp_path):
    project = make_project(tmp_path / "project")
    staging = project / "models" / "staging" / "shop"
    for model in staging.glob("*.sql"):
        model.write_text(
            model.read_text().replace(", loaded_at", "").replace(", event_value, properties", "")
        )
    company = shop(tmp_path / "shop", project)
    company.run("+events +identity_edges +attributes")
    filled = (
        "select count(*) > 1000, count(loaded_at), count(event_value), count(properties) from staging.events"
    )
    assert company.query(filled) == [(True, 0, 0, 0)]
    flags = ("build", "--select", "+sightings", *WITHOUT_UNIT_TESTS)
    for columns in ({"identity_edges": "observed_at", "attributes": "valid_from"}, {"events": "occurred_at"}):
        for kind, column in columns.items():
            model = staging / f"stg_shop__{kind}.sql"
            model.write_text(model.read_text().replace(f", {column}", ""))
        output = company.dbt(*flags, code=1)
        for kind, column in columns.items():
            lacking = f"Source 'shop': stg_shop__{kind} lacks the column '{column}'. Add it to the model;"
            assert lacking in output
    assert "SKIP relation identity.sightings" in output


NOON = datetime.datetime(2025, 1, 6, 12)
SECONDS = 1736164800  # of NOON

# what stands in a raw column, and what it is read as: moment, text, amount, JSON
RETYPED = [
    ("timestamp '2025-01-06 12:00:00'", NOON, "2025-01-06 12:00:00", None, '"2025-01-06 12:00:00"'),
    ("timestamptz '2025-01-07 02:00:00+14'", NOON, "2025-01-06 12:00:00", None, ...),
    ("date '2025-01-06'", datetime.datetime(2025, 1, 6), "2025-01-06", None, '"2025-01-06"'),
    (f"{SECONDS}", NOON, str(SECONDS), SECONDS, str(SECONDS)),
    (f"cast({SECONDS} as integer)", NOON, str(SECONDS), SECONDS, str(SECONDS)),
    (f"cast({SECONDS} as double)", NOON, str(SECONDS), SECONDS, ...),
    (f"cast({SECONDS} as decimal(18, 4))", NOON, str(SECONDS), SECONDS, ...),
    (f"cast({SECONDS}000 as bigint)", NOON, f"{SECONDS}000", SECONDS * 1000, ...),
    (f"cast({SECONDS}000000 as bigint)", NOON, f"{SECONDS}000000", None, ...),
    (f"cast({SECONDS}000000000 as bigint)", NOON, f"{SECONDS}000000000", None, ...),
    (f"'{SECONDS}'", NOON, str(SECONDS), SECONDS, str(SECONDS)),
    (f"' {SECONDS}000 '", NOON, ..., SECONDS * 1000, ...),
    ("'2025-01-06'", datetime.datetime(2025, 1, 6), "2025-01-06", None, "2025-01-06"),
    ("'2025-01-06T12:00:00Z'", NOON, ..., None, ...),
    ("'2025-01-06 14:00:00+02'", NOON, ..., None, ...),
    ("'2025-01-06 07:00:00.000-05:00'", NOON, ..., None, ...),
    ("'2025-01-06 12:00:00'", NOON, ..., None, ...),
    ("'next week'", None, "next week", None, "next week"),
    ("0", datetime.datetime(1970, 1, 1), "0", 0, "0"),
    ("9223372036854775807", ..., "9223372036854775807", None, ...),
    ("1e22::double", None, ..., None, ...),
    ("cast('nan' as double)", None, "nan", None, ...),
    ("cast('inf' as double)", None, "inf", None, ...),
    ("1e300::double", None, ..., None, ...),
    ("7.25::double", datetime.datetime(1970, 1, 1, 0, 0, 7, 250000), "7.25", 7.25, "7.25"),
    ("true", None, "true", 1, "true"),
    ("{'a': 1}", None, None, None, '{"a":1}'),
    ("[1, 2]", None, None, None, "[1,2]"),
    ("map {'a': 1}", None, None, None, '{"a":1}'),
    ("'{\"a\": 1}'::json", None, ..., None, '{"a": 1}'),
    ("'\"2025-01-06 12:00:00\"'::json", NOON, "2025-01-06 12:00:00", None, ...),
    ("encode('7')", datetime.datetime(1970, 1, 1, 0, 0, 7), "7", 7, ...),
    ("'\\xFF'::blob", None, None, None, ...),
    ("time '10:00'", None, "10:00:00", None, ...),
    ("interval '1' day", None, "1 day", None, ...),
    ("uuid '00000000-0000-0000-0000-000000000001'", None, "00000000-0000-0000-0000-000000000001", None, ...),
    ("null", None, None, None, None),
]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati"])
def test_a_column_of_any_type_is_read_or_null_and_never_an_error(zone, tmp_path):
    wanted = {"moment": "timestamp", "words": "varchar", "amount": "decimal(18, 4)", "document": "json"}
    columns = [{"name": name, "data_type": type_} for name, type_ in wanted.items()]
    tables = [{"name": f"t{place}", "columns": columns} for place in range(len(RETYPED))]
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    (project / "macros").symlink_to(ROOT / "macros")
    shutil.copytree(ROOT / "profiles", project / "profiles")
    profile = project / "profiles" / "profiles.yml"
    profile.write_text(profile.read_text().replace("TimeZone: UTC", f"TimeZone: {zone}"))
    (project / "dbt_project.yml").write_text(MINI)
    source = {"name": "raw", "tables": tables}
    source["config"] = {"meta": {"external_location": "{{ env_var('PROPENSITY_RAW') }}/{name}.parquet"}}
    (project / "models" / "sources.yml").write_text(yaml.safe_dump({"version": 2, "sources": [source]}))
    company = QuickCompany(tmp_path, project=project)
    company.raw.mkdir()
    for place, (value, *_) in enumerate(RETYPED):
        (project / "models" / f"m{place}.sql").write_text(f"{{{{ raw_rows('raw', 't{place}') }}}}")
        selected = ", ".join(f"{value} as {name}" for name in wanted)
        duckdb.sql(f"copy (select {selected}) to '{company.raw}/t{place}.parquet'")
    company.dbt("run")
    for place, (value, *expected) in enumerate(RETYPED):
        with duckdb.connect(str(company.warehouse), read_only=True) as connection:
            types = [row[1] for row in connection.execute(f"describe m{place}").fetchall()]
            (row,) = connection.execute(f"select * from m{place}").fetchall()
        assert types == ["TIMESTAMP", "VARCHAR", "DECIMAL(18,4)", "VARCHAR"], value
        for found, hoped in zip(row, expected, strict=True):
            assert hoped is ... or found == hoped, (value, row)


# --- rows that come again, in another order, of another type, late ------------------------------------------


@pytest.fixture(scope="module")
def plain_shop(shop_project, tmp_path_factory) -> QuickCompany:
    """The shop as its rows first come, with features; tests only read it."""
    company = shop(tmp_path_factory.mktemp("plain"), shop_project)
    company.run("+person_features")
    return company


SAME_ROWS = {
    "a third doubled, in another order": {
        table: "select * from (from raw union all select * from raw using sample 30 percent (bernoulli, 7)) "
        "order by md5(concat_ws('|', columns(*)::varchar))"
        for table in ("events", "identity_edges", "attributes")
    },
    "epochs and structs": {
        "events": "select * replace (epoch_us(occurred_at::timestamp) as occurred_at, "
        "hash(event_id) as event_id, {'a': [1]} as properties, event_value::double as event_value) from raw",
        "identity_edges": "select * replace (epoch(observed_at::timestamp)::bigint as observed_at) from raw",
        "attributes": "select * replace (epoch_us(valid_from::timestamp)::varchar as valid_from) from raw",
    },
    "another zone": {
        "events": "select * replace (occurred_at::timestamp at time zone 'UTC' as occurred_at) from raw",
        "attributes": "select * replace (valid_from || '+00' as valid_from) from raw",
    },
}


@pytest.mark.parametrize("change", SAME_ROWS)
def test_the_same_rows_give_the_same_features_however_they_come(change, plain_shop, shop_project, tmp_path):
    project, environment = shop_project, {}
    if change == "another zone":
        project = shutil.copytree(shop_project, tmp_path / "project")
        profile = project / "profiles" / "profiles.yml"
        assert "TimeZone: UTC" in profile.read_text()
        profile.write_text(profile.read_text().replace("TimeZone: UTC", "TimeZone: Pacific/Kiritimati"))
        environment = {"TZ": "Pacific/Kiritimati"}
    company = shop(tmp_path / "shop", project)
    for table, query in SAME_ROWS[change].items():
        before = duckdb.sql(f"from '{company.raw}/{table}.parquet'").fetchall()
        rewrite(company, table, query)
        assert duckdb.sql(f"from '{company.raw}/{table}.parquet'").fetchall() != before
    company.run("+person_features", environment=environment)
    assert len(person_features(plain_shop)) > 1000
    assert person_features(company) == person_features(plain_shop)


def test_a_day_of_ten_times_the_rows_is_counted_stops_nothing_and_leaves_other_features_alone(
    plain_shop, shop_project, tmp_path
):
    rows = shop_rows()
    busy = FIRST_DAY.date() + datetime.timedelta(45)
    visits = [f"c{place % PEOPLE}" for place in range(10 * len(rows["events"]) // (7 * WEEKS))]
    rows["events"] += [
        {"cookie": cookie, "event_name": "visited", "occurred_at": at(45.5)} for cookie in visits
    ]
    company = shop(tmp_path, shop_project, rows)
    company.run("+person_features +source_volumes")
    as_of = "select * from staging.as_of_dates"
    assert company.query(as_of) == plain_shop.query(as_of)
    ((day, supplied, usual, quarantined),) = company.query(
        "select max_by(event_date, supplied_rows), max(supplied_rows), median(supplied_rows), "
        "sum(quarantined_rows) from monitoring.source_volumes"
    )
    assert day == busy
    assert supplied >= 10 * usual
    assert quarantined == 0

    with duckdb.connect(str(company.warehouse), read_only=True) as connection:
        connection.execute(f"attach '{plain_shop.warehouse}' as plain (read_only)")
        columns = [row[0] for row in connection.execute("describe features.person_features").fetchall()]
        others = ", ".join(column for column in columns if "bought" in column)
        for what, condition in (("*", f"where feature_date <= date '{busy}'"), (others, "")):
            pair = [
                f"select person_id, feature_date, {what} from {place}features.person_features {condition}"
                for place in ("", "plain.")
            ]
            for one, other in (pair, pair[::-1]):
                assert connection.execute(f"select count(*) from ({one} except {other})").fetchall() == [(0,)]
        more = connection.execute(f"""
            select identifier, feature_date, one.visited_count_7d - other.visited_count_7d
            from features.person_features as one
            inner join plain.features.person_features as other using (person_id, feature_date)
            inner join identity.identifiers_by_date using (person_id, feature_date)
            where feature_date > date '{busy}' and identifier like 'cookie:%'
        """).fetchall()
    counted = collections.Counter(visits)
    assert len({date for _, date, _ in more}) > 1
    for identifier, date, difference in more:
        is_near = (date - busy).days <= 7
        assert difference == (counted[identifier.removeprefix("cookie:")] if is_near else 0)


def test_rows_of_one_event_id_that_differ_give_one_event_in_any_order_and_are_counted(shop_project, tmp_path):
    rows = shop_rows(people=160)
    number = len(rows["events"])
    for place in range(30):
        first = {**rows["events"][place], "event_id": f"e{place}"}
        rows["events"] += [{**first, "event_value": str(value)} for value in (3, 1, 2)]
        rows["events"].append(first)
    # eight days of being late; later than the window of 30 days; and no time, or one to come
    late = [(10, 18), (10, 39), (10, 40), (10, 45)]
    rows["events"] += [
        {"cookie": "c1", "event_name": "late", "occurred_at": at(day), "loaded_at": at(loaded)}
        for day, loaded in late
    ]
    for time in (at(5000), "0", "soon"):
        rows["events"].append({"cookie": "c1", "event_name": "odd", "occurred_at": time})
    company = shop(tmp_path / "one", shop_project, rows)
    company.run("+source_volumes quarantines")
    events = company.query("select * from staging.events order by event_id")
    assert len(events) == number + len(late)
    columns = ("repeated_rows", "conflicting_rows", "late_rows", "late_beyond_window", "quarantined_rows")
    counts = ", ".join(f"sum({column})" for column in columns)
    counted = company.query(f"select {counts} from monitoring.source_volumes")
    # the first by value counts, so of four rows two others say something else, and a null
    assert counted == [(4 * 30, 4 * 30, 4, 2, 3)]
    assert company.query("select * from monitoring.quarantines order by event_date") == [
        ("shop", datetime.date(1970, 1, 1), "occurred_at is zero or nearly so", 1),
        ("shop", (FIRST_DAY + datetime.timedelta(5000)).date(), "occurred on or after the as-of date", 1),
        ("shop", None, "occurred_at is missing or no timestamp", 1),
    ]
    numbered = [
        {**row, "event_id": row.get("event_id", f"e{place}")} for place, row in enumerate(rows["events"])
    ]
    random.Random(3).shuffle(numbered)
    other = shop(tmp_path / "other", shop_project, {**rows, "events": numbered})
    other.run("+source_volumes")
    assert other.query("select * from staging.events order by event_id") == events
    assert other.query(f"select {counts} from monitoring.source_volumes") == counted


def test_too_many_unreadable_rows_of_a_source_stop_before_identity_and_fewer_do_not(shop_project, tmp_path):
    rows = shop_rows(people=40)
    for place, row in enumerate(rows["events"]):
        if place % 4 == 0:
            row["occurred_at"] = "soon"
        elif place % 4 == 1:
            row["occurred_at"] = at(5000)
    for row in rows["identity_edges"][:5]:
        row["observed_at"] = "soon"
    company = shop(tmp_path, shop_project, rows, as_of_date=at(63)[:10])
    company.published.write_text("the last generation")
    flags = ("build", "--select", "+sightings", *WITHOUT_UNIT_TESTS)
    output = company.dbt(*flags, code=1)
    events = len(rows["events"])
    unreadable = len(rows["events"][::4])
    assert (
        f"Source 'shop': {unreadable} of its {events} rows of events (25 %) cannot be read, and 10 % may be; "
        f"the commonest reason: occurred_at is missing or no timestamp ({unreadable} of them). Look at stg_s"
        in output
    )
    assert "Source 'shop': 5 of its 40 rows of identity_edges (13 %) cannot be read" in output
    assert "What is published stays as it is." in output and "SKIP relation identity.sightings" in output
    assert company.published.read_text() == "the last generation"
    # neither those of the future nor those that are allowed
    output = company.dbt(*flags, maximum_quarantined_share=0.26)
    assert "OK created sql table model identity.sightings" in output


# --- names that come, go, or become others ------------------------------------------------------------------

HOSTILE = "sale'; drop table \x1b[31m\u202e {{ 1/0 }}"


def told_rows() -> dict[str, list[dict]]:
    """Nine weeks of names that come, go and are handed over, of 60 people or so a name."""
    rng = random.Random(9)
    rows = shop_rows(people=80)

    def send(name: str, first: float, last: float, a_day: float, **row) -> None:
        for day in range(int(first), int(last)):
            for _ in range(int(a_day) + (rng.random() < a_day % 1)):
                moment = day + rng.random()
                if first <= moment < last:
                    cookie = f"c{rng.randrange(80)}"
                    rows["events"].append(
                        {"cookie": cookie, "event_name": name, "occurred_at": at(moment), **row}
                    )

    amount, score, channel = (json.dumps({key: 1}) for key in ("amount", "score", "channel"))
    # renamed within a day, to a like name and to an unlike one
    send("Order Completed", 0, 50.5, 9, event_value="5")
    send("order_completed", 50.5, 63, 9, event_value="5")
    send("joined", 0, 45, 8, properties=amount)
    send("account_opened", 45, 63, 8.5, properties=amount)
    # a like name, while the old one fades for two weeks
    send("video_play", 0, 30, 8)
    send("video_play", 30, 44, 3)
    send("video_played", 30, 44, 5)
    send("video_played", 44, 63, 8)
    # one ends as another begins: four times as often; with other properties; with a value; a week apart
    send("coupon_used", 0, 40, 8)
    send("wish_listed", 40, 63, 32)
    send("quiz_taken", 0, 37, 8, properties=score)
    send("story_shared", 37, 63, 8, properties=channel)
    send("brochure_sent", 0, 33, 8)
    send("fee_paid", 33, 63, 8, event_value="5")
    send("trial_begun", 0, 20, 8)
    send("gift_wrapped", 26, 63, 8)
    # two of which either may have become the third: nobody can tell
    send("red", 0, 56, 8)
    send("cyan", 0, 56, 8)
    send("yellow", 56, 63, 8)
    # rare: every twelve days, silent for 23
    for day in (4, 16, 28, 40):
        send("fair_visited", day, day + 1, 30)
    # a key of an event under another name, one that is new, and one that is gone
    send("searched", 0, 52, 9, properties=json.dumps({"term": "x", "sort": 1}))
    send("searched", 52, 63, 9, properties=json.dumps({"query": "canary@example.com", "page": 1}))
    # since last week, of everybody; and by one person alone
    send(HOSTILE, 57, 63, 12)
    rows["events"] += [
        {"cookie": "c1", "event_name": "canary@example.com", "occurred_at": at(day)} for day in range(50, 63)
    ]
    for day in range(63):
        for person in range(8):
            name = "club" if day < 48 else "Club"
            row = {"attribute_name": name, "attribute_value": str(day), "valid_from": at(day)}
            rows["attributes"].append({"cookie": f"c{(8 * day + person) % 80}", **row})
    return rows


def changes_of(company: QuickCompany) -> set[tuple]:
    """Kind, event, name before, name now and first day, of each change; names that are gone stand before."""
    rows = company.query(
        "select kind, belongs_to, case change when 'vanished' then name else earlier_name end, "
        "case when change != 'vanished' then name end, since, confidence from monitoring.schema_changes"
    )
    return {
        (kind, place, before, now, (since - FIRST_DAY.date()).days, confidence)
        for kind, place, before, now, since, confidence in rows
    }


RENAMED = {
    ("event", None, "Order Completed", "order_completed", 50, "high"),
    ("event", None, "joined", "account_opened", 45, "medium"),
    ("event", None, "video_play", "video_played", 30, "high"),
    ("attribute", None, "club", "Club", 48, "high"),
}

ENDED = {"coupon_used": 40, "quiz_taken": 37, "brochure_sent": 33, "trial_begun": 20}
BEGUN = {"wish_listed": 40, "story_shared": 37, "fee_paid": 33, "gift_wrapped": 26}
COINCIDENT = {("event", None, name, None, day, None) for name, day in ENDED.items()} | {
    ("event", None, None, name, day, None) for name, day in BEGUN.items()
}


@pytest.fixture(scope="module")
def told_shop(shop_project, tmp_path_factory) -> QuickCompany:
    """A shop in which names come and go, built as far as schema_changes."""
    company = shop(tmp_path_factory.mktemp("told"), shop_project, told_rows())
    company.output = company.run("+schema_changes")
    return company


def test_a_rename_is_told_as_a_pair_and_a_coincidence_is_not(told_shop):
    found = changes_of(told_shop)
    assert {change for change in found if change[5] and change[0] != "property"} == RENAMED
    assert found >= RENAMED | COINCIDENT
    of_events = {change[2:4] for change in found if change[0] == "event"}
    assert {("red", None), ("cyan", None), (None, "yellow"), (None, HOSTILE)} <= of_events
    assert not any("fair_visited" in change for change in found)
    assert len(of_events) == 3 + 8 + 4


def test_a_property_is_told_by_its_key_alone(told_shop):
    found = {change[1:4] for change in changes_of(told_shop) if change[0] == "property"}
    named = {name for _, *names in found for name in names if name}
    assert {place for place, *_ in found} == {"searched"}
    assert named == {"term", "sort", "query", "page"}


def test_what_only_one_person_has_and_what_is_in_a_property_is_nowhere(told_shop):
    for table in ("name_days", "name_rhythms", "renames", "schema_changes"):
        assert "canary" not in str(told_shop.query(f"select * from monitoring.{table}"))
    assert "canary" not in told_shop.output


def test_the_last_two_weeks_are_printed_in_a_line_each_and_nothing_in_a_name_steers_the_terminal(told_shop):
    lines = [
        line.partition("Source ")[2] for line in told_shop.output.splitlines() if "Source 'shop'" in line
    ]
    renamed = "'shop': the event 'Order Completed' seems to be called 'order_completed' since 2025-02-25."
    assert any(line.startswith(renamed) for line in lines)
    assert "'shop': the event 'sale'; drop table ?[31m? {{ 1/0 }}' is new since 2025-03-04." in lines
    assert not any("account_opened" in line for line in lines)
    assert 5 <= len(lines) <= 10 and "\x1b[31m" not in told_shop.output.replace("\x1b[0m", "")


def test_what_is_told_follows_from_what_was_known_at_the_as_of_date(told_shop, tmp_path):
    company = copied(told_shop, tmp_path)
    earlier = (FIRST_DAY + datetime.timedelta(50)).date()
    company.run("+schema_changes", as_of_date=str(earlier))
    found = changes_of(company)
    assert found >= COINCIDENT | {change for change in RENAMED if change[4] < 48}
    assert not any("order_completed" in change or "Club" in change for change in found)
    company.run("+schema_changes")
    assert changes_of(company) == changes_of(told_shop)


def test_more_news_than_ten_lines_are_counted(shop_project, tmp_path):
    rows = shop_rows(people=40)
    for number in range(12):
        rows["events"] += [
            {"cookie": f"c{person}", "event_name": f"thing number {number} \u00e9", "occurred_at": at(60)}
            for person in range(40)
        ]
    company = shop(tmp_path, shop_project, rows)
    output = company.run("+schema_changes")
    assert output.count("is new since 2025-03-07.") == 10
    assert "There are 2 more such changes in monitoring.schema_changes." in output
