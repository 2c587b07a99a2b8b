"""Features against the rows that they are made of."""

import calendar
import collections
import datetime
import decimal
import itertools
import json
import random
import statistics
from typing import NamedTuple

import pytest
from conftest import WITHOUT_UNIT_TESTS, QuickCompany
from shop import BUY, at, shop, shop_rows


def test_a_day_counts_half_for_every_half_life_ago(built_small_company):
    rows = built_small_company.query("""
        select person_id, feature_date, event_name, cast(fading_active_days as double)
        from features.event_features
        where event_name in ('article_read', 'payment_succeeded')
        order by 1, 2, 3
        limit 500
    """)
    days = {}
    for person_id, feature_date, event_name, event_date in built_small_company.query("""
        select distinct i.person_id, i.feature_date, e.event_name, e.event_date
        from identity.identifiers_by_date as i
        inner join features.daily_events as e on i.identifier = e.identifier and e.known_date < i.feature_date
        where e.event_date >= i.feature_date - interval 365 day
    """):
        days.setdefault((person_id, feature_date, event_name), []).append((feature_date - event_date).days)
    assert len({event_name for _, _, event_name, _ in rows}) == 2
    for *key, fading in rows:
        assert fading == pytest.approx(sum(0.5 ** ((ago - 1) / 20) for ago in days[tuple(key)]), abs=1e-6)


def test_what_features_mean_is_the_same_in_all_of_history_and_in_what_models_learnt(
    built_shop, shop_project, tmp_path
):
    company = shop(tmp_path, shop_project)
    company.run("+event_features +learning_ends", half_life_days=5)
    written = "select * from features.event_features order by all"
    declared = "select declared from predictions.learning_ends order by all"
    assert company.query(written) != built_shop.query(written)
    assert company.query(declared) != built_shop.query(declared)
    said = "event_features: what features mean is decided by other settings"
    assert said in company.run("event_features learning_ends")
    assert company.query(written) == built_shop.query(written)
    assert company.query(declared) == built_shop.query(declared)
    assert said not in company.run("event_features")


def test_sixteen_weeks_have_no_season(built_small_company):
    assert built_small_company.query(
        "select count(*) from features.feature_catalog where family = 'calendar'"
    ) == [(0,)]


def test_the_season_of_a_long_history_is_a_point_on_a_circle(demo):
    rows = demo.query(
        "select distinct feature_date, season_cosine, season_sine from features.person_features"
    )
    assert {round(cosine**2 + sine**2, 4) for _, cosine, sine in rows} == {1.0}
    points = {date: (cosine, sine) for date, cosine, sine in rows}
    assert points[datetime.date(2026, 1, 5)][0] > 0.99
    assert points[datetime.date(2025, 7, 7)][0] < -0.99
    assert points[datetime.date(2025, 3, 31)][1] > 0.99


def test_models_read_a_window_as_if_it_were_whole_and_populations_read_what_was_counted(built_small_company):
    catalog = built_small_company.query(
        "select feature, window_days, counted_from from features.feature_catalog "
        "where counted_from is not null and measure not like '%trend%' "
        "and coalesce(event_name, 'article_read') = 'article_read'"
    )
    scaled = 0
    for feature, window, counted_from in catalog:
        rows = built_small_company.query(
            f"""
            select p.feature_date, sum(p."{feature}"), sum(c."{feature}")
            from features.person_features as p
            inner join training.comparable_features as c using (person_id, feature_date)
            group by p.feature_date
            """
        )
        assert len(rows) > 10
        for date, counted, read in rows:
            known = (date - counted_from).days
            if not 0 < known < window or not counted:
                assert read == counted
            else:
                scaled += 1
                assert read == pytest.approx(counted * window / known)
    assert scaled > 50


@pytest.mark.parametrize("pace", ["event_trend_30d", "article_read_trend_30d"])
def test_a_pace_against_a_window_that_is_not_whole_is_scaled_down(pace, built_small_company):
    rows = built_small_company.query(
        f"""
        select p.feature_date - k.counted_from, k.window_days, p.{pace}, c.{pace}
        from features.person_features as p
        inner join training.comparable_features as c using (person_id, feature_date)
        inner join features.feature_catalog as k on k.feature = '{pace}'
        where p.{pace} > 0 and p.feature_date > k.counted_from
        """
    )
    assert len(rows) > 100
    for known, window, counted, read in rows:
        assert read == pytest.approx(counted * min(known, window) / window)


# what an engine may get wrong is here: late rows, several identifiers, refunds, words and numbers, rare names
MEASURED_WEEKS = 14
WINDOWS = [7, 14, 28, 56]
HALF_LIFE = 20
ENOUGH = 5
MAXIMUM_PROPERTIES = 12
MAXIMUM_VALUES = 5
MAXIMUM_LENGTH = 200

NOT_MEMBERS = ("", "  ", "[1, 2]", '"text"', "5", "null", "{}")


def measured_properties(rng: random.Random, person: int, day: float) -> str:
    """A JSON text as a careless source writes it."""
    if rng.random() < 0.05:
        return rng.choice(NOT_MEMBERS)
    pages = ["home", "shop", "help", ""] + (["late", "later"] if day > 60 else []) + [f"own {person}"]
    members = {
        "page": rng.choice(pages),
        "seconds": rng.choice([3, 4.5, -2, "7", "1e2"]) if day < 30 or rng.random() < 0.9 else "n/a",
        "mixed": 1 if rng.random() < 0.8 else "one",
        # every one a number until enough people have it, and words later
        "turned": 2.25 if day < 30 else "much",
        "user_id": person % 2,
        "flag": rng.random() < 0.5,
        "note": "x" * 250 + str(person % 3) if rng.random() < 0.9 else f"own {person}",
        "tags": [1, 2],
        "nested": {"page": "home"},
        "nothing": None,
        "": "nameless",
        "n" * 201: "too long a name",
    }
    text = json.dumps({name: value for name, value in members.items() if rng.random() < 0.8})
    return "\ufeff" + text if rng.random() < 0.1 else text


def measured_rows() -> dict[str, list[dict]]:
    """Forty people with a cookie, a subscriber and an e-mail each, which are seen together only later."""
    rng = random.Random(21)
    rows: dict[str, list[dict]] = {"events": [], "identity_edges": [], "attributes": []}

    def moment(latest: float = 7 * MEASURED_WEEKS) -> tuple[float, dict[str, str]]:
        day = rng.random() * latest
        loaded = day + (rng.random() * 25 if rng.random() < 0.3 else 0)
        return day, {"occurred_at": at(day), "loaded_at": at(loaded)}

    for person in range(40):
        names = {"cookie": f"c{person}", "subscriber": f"s{person}", "email": f"p{person}@b.c"}
        met = 10 + rng.random() * 60
        rows["identity_edges"] += [
            {"cookie": names["cookie"], "subscriber": names["subscriber"], "observed_at": at(met)},
            {"subscriber": names["subscriber"], "email": names["email"], "observed_at": at(met + 5)},
        ]
        for event in ("visited", "read", "bought"):
            for _ in range(rng.choice([1, 2, 9, 25])):
                day, when = moment()
                kind = rng.choice(list(names))
                row = {kind: names[kind], "event_name": event, **when}
                if event == "bought" and rng.random() < 0.8:
                    row["event_value"] = rng.choice(["9.5", "-4", "0", "120.25"])
                row["properties"] = measured_properties(rng, person, day) if event != "read" else None
                rows["events"].append(row)
        if person < 3:
            rows["events"].append({"cookie": names["cookie"], "event_name": "rare", **moment()[1]})
        if person > 30:
            days = [65 + rng.random() * 20 for _ in range(3)]
            new = {"cookie": names["cookie"], "event_name": "new"}
            rows["events"] += [{**new, "occurred_at": at(day)} for day in days]
        for attribute, values in {
            "tier": ["gold", "silver", "silver", None],
            "age": ["31", "31.5", "32"],
            "zip": ["1010", "1020"],
            "score": ["1", "2"],
            "silent": [None],
        }.items():
            for _ in range(rng.choice([1, 3, 6])):
                day, when = moment(80)
                kind = rng.choice(list(names))
                # a number until it is a column, and words later
                words = rng.choice(["high", "nan", "Infinity", "1e300"])
                value = words if attribute in ("score", "silent") and day > 40 else rng.choice(values)
                row = {kind: names[kind], "attribute_name": attribute, "attribute_value": value}
                row["valid_from"], row["loaded_at"] = when["occurred_at"], when["loaded_at"]
                rows["attributes"].append(row)
    rows["events"].append({**rows["events"][0], "properties": '{"page": "home"'})
    return rows


class Seen(NamedTuple):
    """An event or the value of an attribute."""

    identifier: str
    name: str
    happened: datetime.datetime
    known: datetime.datetime
    value: str | None
    properties: dict[str, str]


def is_number(text: str) -> bool:
    """Whether a text is a number that sums can hold."""
    try:
        number = decimal.Decimal(text)
        return number.is_finite() and abs(number) < 10**14
    except decimal.InvalidOperation:
        return False


def scalar_members(text: str | None) -> dict[str, str]:
    """The properties that count: at the top, and a text, a number, true or false, as text."""
    text = (text or "").removeprefix("\ufeff")
    document = json.loads(text) if text.strip() else None
    if not isinstance(document, dict):
        return {}
    as_text = {
        name: json.dumps(value) if isinstance(value, (bool, int, float)) else value
        for name, value in document.items()
        if isinstance(value, (bool, int, float, str)) and name.strip() and len(name) <= MAXIMUM_LENGTH
    }
    return {name: value[:MAXIMUM_LENGTH] for name, value in as_text.items()}


class Reference:
    """All features by their definitions, from the raw rows; who is who, and the dates, are identity's."""

    def __init__(self, company: QuickCompany, rows: dict[str, list[dict]]):
        dates = company.query("select feature_date, is_calendar from staging.feature_dates order by 1")
        self.dates = [date for date, _ in dates]
        self.calendar = [date for date, is_calendar in dates if is_calendar]
        self.people: dict[tuple, list[str]] = {}
        identifiers = "select person_id, feature_date, identifier from identity.identifiers_by_date"
        for person_id, date, identifier in company.query(identifiers):
            if date in self.dates:
                self.people.setdefault((person_id, date), []).append(identifier)
        broken = [row for row in rows["events"] if row.get("properties") == '{"page": "home"']
        assert len(broken) == 1
        self.events = [
            self.seen(row, row["event_name"], row["occurred_at"], row.get("event_value"))
            for row in rows["events"]
            if row not in broken
        ]
        self.attributes = list(
            {
                (seen.identifier, seen.name, seen.value, seen.happened): seen
                for row in rows["attributes"]
                for seen in [self.seen(row, row["attribute_name"], row["valid_from"], row["attribute_value"])]
            }.values()
        )
        as_of = datetime.datetime.combine(self.dates[-1], datetime.time())
        self.events = [seen for seen in self.events if seen.known < as_of]
        self.attributes = [seen for seen in self.attributes if seen.known < as_of]
        self.event_dates = self.first_dates([(e.name, e.identifier, e.known) for e in self.events], 100)
        self.name_properties()

    def seen(self, row: dict, name: str, happened: str, value: str | None) -> Seen:
        kind = next(kind for kind in ("cookie", "subscriber", "email") if row.get(kind))
        happened_at = datetime.datetime.fromisoformat(happened)
        loaded_at = datetime.datetime.fromisoformat(row.get("loaded_at") or happened)
        return Seen(
            f"{kind}:{row[kind]}",
            name,
            happened_at,
            max(happened_at, loaded_at),
            value,
            scalar_members(row.get("properties")),
        )

    def first_dates(self, sightings: list[tuple], maximum: int) -> dict[str, datetime.date]:
        """By name: the first calendar date before which enough identifiers had it, for at most `maximum`."""
        known: dict[str, dict[str, datetime.date]] = {}
        for name, identifier, moment in sightings:
            days = known.setdefault(name, {})
            days[identifier] = min(days.get(identifier, moment.date()), moment.date())
        entries = []
        for name, days in known.items():
            for date in self.calendar:
                people = sum(day < date for day in days.values())
                if people >= ENOUGH:
                    entries.append((date, -people, name))
                    break
        return {name: date for date, _, name in sorted(entries)[:maximum]}

    def name_properties(self) -> None:
        """Which properties and values are features, from when on, and which are numbers."""
        members = [(event, name, value) for event in self.events for name, value in event.properties.items()]
        sightings = [(f"{event.name}.{name}", event.identifier, event.known) for event, name, _ in members]
        self.property_dates = self.first_dates(sightings, MAXIMUM_PROPERTIES)
        self.numbers, self.keys = set(), {}
        for type_name, date in self.property_dates.items():
            of_type = [(e, value) for e, name, value in members if f"{e.name}.{name}" == type_name]
            known = [value for event, value in of_type if event.known.date() < date]
            is_code = type_name.endswith(("id", "zip"))
            if not is_code and sum(map(is_number, known)) >= 0.95 * len(known):
                self.numbers.add(type_name)
                self.keys[type_name] = date
                continue
            values = self.first_dates(
                [(f"{type_name}={value}", e.identifier, e.known) for e, value in of_type], MAXIMUM_VALUES
            )
            self.keys |= values
            enter = {values.get(f"{type_name}={value}", datetime.date.max) for _, value in of_type}
            if len(enter) > 1:
                self.keys[f"{type_name} (other)"] = min(enter)

    def known(self, rows: list[Seen], person: str, date: datetime.date) -> list[Seen]:
        theirs = self.people[person, date]
        return [seen for seen in rows if seen.identifier in theirs and seen.known.date() < date]

    def of_days(self, events: list[Seen], date: datetime.date) -> dict[str, float | None]:
        """What is measured of all events and of those of one type alike."""
        days = sorted({event.happened.date() for event in events})
        gaps = [(later - earlier).days for earlier, later in itertools.pairwise(days)]
        found: dict[str, float | None] = {
            "mean_gap": statistics.fmean(gaps) if gaps else None,
            "gap_spread": statistics.stdev(gaps) if len(gaps) > 1 else None,
            "fading_active_days": sum(0.5 ** (((date - day).days - 1) / HALF_LIFE) for day in days),
        }
        for part, hours in {"morning": (6, 12), "afternoon": (12, 18), "evening": (18, 24)}.items():
            found[f"{part}_share"] = statistics.fmean(
                hours[0] <= event.happened.hour < hours[1] for event in events
            )
        return found

    def pace(self, events: list[Seen], date: datetime.date, shorter: int, longer: int) -> float | None:
        ago = [(date - event.happened.date()).days for event in events]
        counts = [sum(days <= window for days in ago) for window in (shorter, longer)]
        return counts[0] / shorter / (counts[1] / longer) if counts[1] else None

    def all_events(self, person: str, date: datetime.date) -> dict[str, float | None]:
        history = self.known(self.events, person, date)
        events = [event for event in history if (date - event.happened.date()).days <= WINDOWS[-1]]
        found = self.of_days(events, date)
        for days in WINDOWS:
            inside = [event for event in events if (date - event.happened.date()).days <= days]
            found[f"event_count_{days}d"] = len(inside)
            found[f"active_days_{days}d"] = len({event.happened.date() for event in inside})
        for shorter, longer in itertools.pairwise(WINDOWS):
            found[f"event_trend_{shorter}d"] = self.pace(events, date, shorter, longer)
        for place, name in enumerate(calendar.day_name):
            found[f"{name.lower()}_share"] = statistics.fmean(e.happened.weekday() == place for e in events)
        found["days_since_last_event"] = min((date - event.happened.date()).days for event in events)
        found["days_since_first_event"] = max((date - event.happened.date()).days for event in history)
        found["identifier_count"] = len(self.people[person, date])
        found["source_count"] = 1
        return found

    def of_type(self, events: list[Seen], date: datetime.date) -> dict[str, float | None]:
        found = self.of_days(events, date)
        ago = [(date - event.happened.date()).days for event in events]
        found |= {"days_since": min(ago), "days_since_first": max(ago)}
        found["weekend_share"] = statistics.fmean(event.happened.weekday() >= 5 for event in events)
        found["trend_14d"] = self.pace(events, date, 14, 28)
        for days in WINDOWS:
            inside = [event for event in events if (date - event.happened.date()).days <= days]
            values = [float(event.value) for event in inside if event.value is not None]
            found[f"count_{days}d"] = len(inside)
            found[f"active_days_{days}d"] = len({event.happened.date() for event in inside})
            found[f"value_{days}d"] = sum(values) if values else None
            found[f"mean_value_{days}d"] = statistics.fmean(values) if values else None
        return found

    def of_attribute(self, values: list[Seen], date: datetime.date) -> dict[str, float | str | None]:
        in_order = sorted(values, key=lambda seen: seen.happened)
        standing, changes = in_order[0], 0
        for seen in in_order[1:]:
            if seen.value != standing.value:
                standing, changes = seen, changes + 1
        age = (date - standing.happened.date()).days
        value = standing.value
        number = float(value) if value is not None and is_number(value) else None
        return {"attribute_value": value, "attribute_number": number, "days_since": age, "changes": changes}

    def of_properties(self, events: list[Seen], date: datetime.date) -> dict[tuple, float | None]:
        """By key and measure."""
        found: dict[tuple, float | None] = {}
        sorted_in: dict[str, list[tuple]] = {}
        totals: dict[str, int] = collections.Counter()
        for event in events:
            for name, value in event.properties.items():
                type_name = f"{event.name}.{name}"
                candidates = [f"{type_name}={value}", f"{type_name} (other)"]
                if type_name in self.numbers:
                    candidates = [type_name]
                key = next((key for key in candidates if self.keys.get(key, datetime.date.max) <= date), None)
                if key:
                    totals[type_name] += 1
                    ago = (date - event.happened.date()).days
                    sorted_in.setdefault(key, []).append((ago, value, type_name))
        for key, members in sorted_in.items():
            found[key, "share"] = len(members) / totals[members[0][2]]
            for days in (14, 56):
                inside = [value for ago, value, _ in members if ago <= days]
                numbers = [float(value) for value in inside if is_number(value)]
                found[key, f"count_{days}d"] = len(inside)
                found[key, f"sum_{days}d"] = sum(numbers) if numbers else None
                found[key, f"mean_{days}d"] = statistics.fmean(numbers) if numbers else None
        return found

    def row(self, person: str, date: datetime.date) -> dict[tuple, float | str | None]:
        """By family, key and measure, what the person had at the date; empty if there was no event lately."""
        history = self.known(self.events, person, date)
        events = [event for event in history if (date - event.happened.date()).days <= WINDOWS[-1]]
        if not events:
            return {}
        by_name: dict[str, list[Seen]] = {}
        for event in events:
            by_name.setdefault(event.name, []).append(event)
        found = {("activity", None, name): value for name, value in self.all_events(person, date).items()}
        latest = sorted(by_name, key=lambda name: (-max(e.happened for e in by_name[name]).timestamp(), name))
        for place, name in enumerate(latest[:2], 1):
            word = name if name in self.event_dates else "another event"
            found["sequence", str(place), "event_name"] = word
        for name, theirs in by_name.items():
            found |= {("event", name, measure): v for measure, v in self.of_type(theirs, date).items()}
        attributes: dict[str, list[Seen]] = {}
        for seen in self.known(self.attributes, person, date):
            attributes.setdefault(seen.name, []).append(seen)
        for name, theirs in attributes.items():
            found |= {("attribute", name, m): v for m, v in self.of_attribute(theirs, date).items()}
        found |= {("property", *key): value for key, value in self.of_properties(events, date).items()}
        return found


ASKED_BY_PROPERTY = {
    "at_home_7d": {**BUY, "population": "visited_page_home_count_56d > 0", "segment": "read_count_7d > 0"}
}


@pytest.fixture(scope="module")
def measured(shop_project, tmp_path_factory) -> QuickCompany:
    """Rows that are hard to measure, built as far as the features and who is asked by them."""
    company = shop(
        tmp_path_factory.mktemp("measured"),
        shop_project,
        measured_rows(),
        predictions=ASKED_BY_PROPERTY,
        feature_windows=WINDOWS,
        as_of_date=at(7 * MEASURED_WEEKS - 1)[:10],
        minimum_people_per_event_type=ENOUGH,
        maximum_properties=MAXIMUM_PROPERTIES,
        maximum_values_per_property=MAXIMUM_VALUES,
    )
    company.run("+person_features +segments")
    return company


@pytest.fixture(scope="module")
def reference(measured) -> Reference:
    return Reference(measured, measured_rows())


@pytest.fixture(scope="module")
def catalog(measured) -> list[dict]:
    names = (
        "feature, family, measure, history_key, zero_after, first_date, coverage, description, property_name"
    )
    return [
        dict(zip(names.split(", "), row, strict=True))
        for row in measured.query(f"select {names} from features.feature_catalog")
    ]


@pytest.fixture(scope="module")
def expected(reference) -> dict[tuple, dict]:
    rows = {key: reference.row(*key) for key in reference.people}
    return {key: row for key, row in rows.items() if row}


@pytest.fixture(scope="module")
def wide(measured) -> dict[tuple, dict]:
    names = [
        name for (name,) in measured.query("select column_name from (describe features.person_features)")
    ]
    rows = [dict(zip(names, row, strict=True)) for row in measured.query("from features.person_features")]
    return {(row["person_id"], row["feature_date"]): row for row in rows}


def test_the_people_of_a_date_are_those_with_an_event_in_the_longest_window(expected, wide):
    assert len(wide) > 500
    assert wide.keys() == expected.keys()


@pytest.mark.parametrize(
    ("family", "features"),
    [("activity", 28), ("sequence", 2), ("event", 60), ("attribute", 15), ("property", 50)],
)
def test_every_feature_is_what_its_definition_gives_of_the_raw_rows(
    family, features, catalog, expected, wide
):
    columns = [column for column in catalog if column["family"] == family]
    assert len(columns) >= features
    filled = collections.Counter()
    for key, row in wide.items():
        for column in columns:
            feature, zero_after = column["feature"], column["zero_after"]
            value = expected[key].get((family, column["history_key"], column["measure"]))
            if zero_after:
                value = (value or 0) if key[1] > zero_after else None
            wanted = pytest.approx(value, rel=1e-9, abs=1e-6) if isinstance(value, float) else value
            assert row[feature] == wanted, (feature, key[1], column)
            filled[feature] += value is not None
    assert [column["feature"] for column in columns if not filled[column["feature"]]] == []


def test_names_become_features_when_enough_people_had_them_and_no_more_than_allowed(
    measured, reference, catalog
):
    dates = dict(measured.query("select event_name, first_date from features.event_types"))
    assert {name: date for name, date in dates.items() if date} == reference.event_dates
    assert "new" in reference.event_dates and "rare" not in reference.event_dates
    types = measured.query("select type_name, first_date, is_beyond_maximum from features.property_types")
    assert {name: date for name, date, _ in types if date} == reference.property_dates
    assert sum(is_beyond for *_, is_beyond in types) >= 2
    keys = dict(measured.query("select property_key, first_date from features.property_names"))
    assert keys == reference.keys
    # of each kind of trouble there is some: numbers that turned to words, values that are common later
    assert {name.partition(".")[2] for name in reference.numbers} == {"seconds", "turned"}
    firsts = {key: date for key, date in keys.items() if key.startswith("visited.page")}
    assert len(firsts) == MAXIMUM_VALUES + 1 and len(set(firsts.values())) > 1
    named = {column["property_name"] for column in catalog} - {None}
    assert named.isdisjoint({"tags", "nested", "nothing", "", "n" * 201})
    of_code = {c["measure"] for c in catalog if c["property_name"] == "user_id"}
    assert of_code == {"count_14d", "count_56d", "share"}


def test_an_attribute_is_a_number_by_what_was_known_when_it_became_a_feature(measured):
    types = dict(measured.query("select column_name, column_type from (describe features.person_features)"))
    wanted = {"tier": "VARCHAR", "age": "DOUBLE", "zip": "VARCHAR", "score": "DOUBLE", "silent": "VARCHAR"}
    assert {name: types[name] for name in wanted} == wanted


def test_the_coverage_of_a_feature_is_the_share_of_people_who_have_it_today(catalog, wide, reference):
    today = [row for (_, date), row in wide.items() if date == reference.dates[-1]]
    assert len(today) > 25
    for column in catalog:
        values = [row[column["feature"]] for row in today]
        has = [value is not None and not (column["zero_after"] and value == 0) for value in values]
        assert column["coverage"] == pytest.approx(statistics.fmean(has)), column
    assert len({column["coverage"] for column in catalog}) > 20


def test_every_feature_says_in_words_what_it_is(catalog):
    assert [column["feature"] for column in catalog if not (column["description"] or "").strip()] == []
    words = {column["description"] for column in catalog}
    assert len(words) == len(catalog)
    assert "total seconds of events named visited in the last 14 days" in words
    assert "share of events named visited with page home in the last 56 days" in words


def test_days_by_day_give_the_properties_that_all_at_once_give(measured, tmp_path):
    company = QuickCompany(tmp_path, raw=measured.raw, settings=measured.settings, project=measured.project)
    for day in (40, 70):
        company.run("+person_features", as_of_date=at(day)[:10])
    before = company.query("select property_key from features.property_names")
    company.run("+person_features")
    after = company.query("select property_key from features.property_names")
    assert len(after) > len(before) > 10
    for table in ("property_features", "event_features", "attribute_features", "person_features"):
        rows = f"select * from features.{table} order by all"
        assert company.query(rows) == measured.query(rows), table


def test_a_population_may_name_a_property(measured, wide):
    asked = measured.query("select person_id, feature_date from predictions.populations")
    there = {key for key, row in wide.items() if row["visited_page_home_count_56d"]}
    assert len(asked) == len(there) > 50 and set(asked) == there
    segments = measured.query("select person_id, feature_date, is_in_segment from predictions.segments")
    assert {(person, date): is_in for person, date, is_in in segments} == {
        key: bool(wide[key]["read_count_7d"]) for key in there
    }


def test_a_population_that_misspells_a_property_is_told_the_nearest(measured, tmp_path):
    company = QuickCompany(tmp_path, raw=measured.raw, settings=measured.settings, project=measured.project)
    block = {**BUY, "population": "visited_page_hoem_count_56d > 0"}
    output = company.dbt(
        "build", *WITHOUT_UNIT_TESTS, "--select", "+prediction_problems", code=1, predictions={"bad": block}
    )
    assert (
        "Prediction 'bad': 'population' names the column 'visited_page_hoem_count_56d', which "
        "person_features does not have; did you mean 'visited_page_home_count_56d'?" in output
    )


def test_two_hundred_thousand_events_of_one_identifier_in_a_day_give_finite_features(shop_project, tmp_path):
    rows = shop_rows(people=60, weeks=4)
    burst = [
        {
            "cookie": "c0",
            "event_name": "visited",
            "occurred_at": at(20.5),
            "event_value": "99999999999999.9999",
            "properties": '{"amount": 99999999999999.9, "page": "home"}',
        }
    ]
    rows["events"] += burst * 200_000
    rows["events"] += [{**burst[0], "cookie": f"c{person}", "occurred_at": at(3)} for person in range(40)]
    company = shop(tmp_path, shop_project, rows)
    company.run("+person_features")
    names = company.query(
        "select column_name from (describe features.person_features) where column_type = 'DOUBLE'"
    )
    assert len(names) > 50
    infinite = ", ".join(f'count(case when not isfinite("{name}") then 1 end)' for (name,) in names)
    assert company.query(f"select {infinite} from features.person_features") == [(0,) * len(names)]
    most = company.query(
        "select max(visited_count_7d), max(visited_amount_sum_7d), max(visited_mean_value_7d) "
        "from features.person_features"
    )
    # of what one identifier does in a day a thousand count, and all values
    assert most == [(pytest.approx(1000, abs=9), pytest.approx(2e19), pytest.approx(1e14))]
