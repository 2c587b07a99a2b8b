"""Limits, blocks and repairs: what is refused, what is undone, both by what was known then."""

import csv
import datetime
import hashlib
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import QuickCompany, copied
from shop import FIRST_DAY, at, make_project, shop, write_shop

MAXIMA = {"subscriber": 1, "email": 2, "cookie": 4}
DAYS = 40
ALWAYS = datetime.date(1970, 1, 1)


@dataclass
class World:
    """Edges (left, right, day), blocks (identifier, day or None) and repairs (left, right or None, day)."""

    edges: list[tuple[str, str, float]]
    blocks: list[tuple[str, int | None]] = field(default_factory=list)
    repairs: list[tuple[str, str | None, int | None]] = field(default_factory=list)

    def until(self, day: int) -> "World":
        """What is known, and what rules hold, at a date."""
        return World(
            [edge for edge in self.edges if edge[2] < day],
            [block for block in self.blocks if block[1] is None or block[1] <= day],
            [repair for repair in self.repairs if repair[2] is None or repair[2] <= day],
        )


def date_of(day: int) -> datetime.date:
    return FIRST_DAY.date() + datetime.timedelta(days=day)


def hash_of(text: str) -> int:
    return int(hashlib.md5(text.encode()).hexdigest()[:8], 16)


def type_of(identifier: str) -> str:
    return identifier.partition(":")[0]


def persons(world: World, maxima: dict[str, int] = MAXIMA) -> dict[str, str]:
    """Whom each identifier belongs to by all that a world holds: edges in their turn, from nothing.

    Its numbers of days decide nothing but the order, so the persons at a date are those of `world.until`.
    """
    since = {identifier: float("-inf") if day is None else day for identifier, day in world.blocks}
    first: dict[str, float] = {}
    for left, right, moment in world.edges:
        for identifier in (left, right):
            first[identifier] = min(moment, first.get(identifier, moment))
    md5 = {identifier: hashlib.md5(identifier.encode()).hexdigest() for identifier in first}
    mine = {
        identifier: {identifier}
        for identifier in first
        if since.get(identifier, float("inf")) > first[identifier]
    }
    age = {name: place for place, name in enumerate(sorted(mine, key=lambda name: (first[name], name)))}
    trust = {identifier_type: place for place, identifier_type in enumerate(maxima)}
    alone = set(since) | {left for left, right, _ in world.repairs if right is None}
    apart = [{left, right} for left, right, _ in world.repairs if right is not None]

    def turn(edge: tuple[str, str, float]) -> tuple:
        left, right, moment = edge
        places = [trust.get(type_of(identifier), 1000) for identifier in (left, right)]
        return (
            int(moment),
            max(places),
            moment,
            *sorted(age.get(identifier, -1) for identifier in (left, right)),
        )

    for left, right, _ in sorted(world.edges, key=turn):
        if left in alone or right in alone or left not in mine or right not in mine:
            continue
        union = mine[left] | mine[right]
        counts = Counter(map(type_of, union))
        if any(counts[name] > maximum for name, maximum in maxima.items()):
            continue
        if mine[left] is not mine[right] and any(pair <= union for pair in apart):
            continue
        for identifier in union:
            mine[identifier] = union
    return {
        identifier: md5[min(group, key=age.get)]
        for identifier, group in mine.items()
        if identifier not in since
    }


def random_world(number: int, rng: random.Random) -> World:
    """A small graph of cookies, e-mails and subscribers, dense enough to break every rule."""
    cookies = [f"cookie:w{number}c{place}" for place in range(rng.randint(2, 6))]
    emails = [f"email:w{number}e{place}" for place in range(rng.randint(1, 4))]
    subscribers = [f"subscriber:w{number}s{place}" for place in range(rng.randint(1, 4))]
    pairs = (
        [(c, s) for c in cookies for s in subscribers]
        + [(c, e) for c in cookies for e in emails]
        + [(s, e) for s in subscribers for e in emails]
    )
    chosen = rng.sample(pairs, min(len(pairs), rng.randint(3, 14)))
    # many on one day, some within the same minute
    edges = [(left, right, rng.randint(1, DAYS - 2) + rng.randint(1, 5) / 1440) for left, right in chosen]
    world = World(edges)
    seen = [identifier for edge in chosen for identifier in edge]
    for _ in range(rng.choice([0, 0, 1, 2])):
        day = rng.choice([None, *range(2, DAYS)])
        if rng.random() < 0.3:
            world.blocks.append((rng.choice(seen), day))
        elif rng.random() < 0.4:
            world.repairs.append((rng.choice(seen), None, day))
        else:
            left, right = rng.choice(chosen) if rng.random() < 0.5 else rng.sample(seen, 2)
            if left != right:
                world.repairs.append((left, right, day))
    world.blocks = list(dict(world.blocks).items())
    return world


def together(worlds: list[World]) -> World:
    return World(
        [edge for world in worlds for edge in world.edges],
        [block for world in worlds for block in world.blocks],
        [repair for world in worlds for repair in world.repairs],
    )


def write_seeds(project: Path, world: World) -> None:
    """The rules of a world as a company would write them into the seeds."""

    def text(day: int | None) -> str:
        return "" if day is None else str(date_of(day))

    def by_hand(identifier: str | None) -> str:
        """With capitals and a blank, as somebody may write an address."""
        kind, _, value = (identifier or "").partition(":")
        return f" Email: {value.upper()} " if kind == "email" else identifier or ""

    rows = {
        "blocked_identifiers": [("identifier", "effective_from", "reason")]
        + [(by_hand(identifier), text(day), "shared") for identifier, day in world.blocks],
        "identity_repairs": [("left_identifier", "right_identifier", "effective_from", "reason")]
        + [(by_hand(left), by_hand(right), text(day), "two people") for left, right, day in world.repairs],
    }
    for name, lines in rows.items():
        with open(project / "seeds" / "staging" / f"{name}.csv", "w", newline="") as file:
            csv.writer(file).writerows(lines)


def ticks(days: int) -> list[dict]:
    """An event of nobody a day, so that there is a calendar and an as-of date at its end."""
    return [{"event_name": "ticked", "occurred_at": at(day)} for day in range(days)]


def raw_rows(world: World, days: int) -> dict[str, list[dict]]:
    """A world as raw tables that reach to a date, but for edges, of which more are there than known."""
    edges = []
    for left, right, moment in world.edges:
        row = {type_of(identifier): identifier.partition(":")[2] for identifier in (left, right)}
        # one in five was loaded days after it was seen, so is known then
        seen = max(moment - hash_of(left + right) % 5 * (hash_of(right) % 5 == 0), 0.1)
        edges.append({**row, "observed_at": at(seen), "loaded_at": at(moment)})
    return {"events": ticks(days), "identity_edges": edges, "attributes": []}


IDENTITY = "+refusals +person_sizes +person_merges +identity_states"


def company_of(folder: Path, world: World, maxima: dict[str, int] = MAXIMA, day: int = DAYS) -> QuickCompany:
    project = make_project(folder / "project")
    write_seeds(project, world)
    return shop(folder, project, raw_rows(world, day), predictions={}, identifier_types=maxima)


def run_on(company: QuickCompany, day: int, select: str = IDENTITY) -> str:
    """Build when the raw tables reach to a date."""
    write_shop({"events": ticks(day)}, company.raw)
    return company.run(select)


def persons_at(company: QuickCompany, day: int) -> dict[str, str]:
    return dict(
        company.query(
            "select identifier, person_id from identity.person_identifiers "
            f"where valid_from <= '{date_of(day)}' and coalesce(valid_to, '9999-12-31') > '{date_of(day)}'"
        )
    )


# what each rule does, planted among random worlds; every identifier is in one of them alone
CROWD = range(50_000)
PLANTED = {
    "two subscribers are chained": World(
        [
            ("subscriber:vip1", "cookie:vip1", 1.0),
            ("subscriber:vip2", "cookie:vip2", 2.0),
            ("cookie:vip1", "email:vip@example.com", 5.0),
            ("cookie:vip2", "email:vip@example.com", 9.0),
        ]
    ),
    # known first, but a cookie is trusted less than an e-mail
    "two subscribers on one day": World(
        [
            ("cookie:tablet", "subscriber:t1", 3.1),
            ("cookie:tablet", "email:t@example.com", 3.2),
            ("subscriber:t2", "email:t@example.com", 3.9),
        ]
    ),
    "a kiosk": World(
        [("cookie:kiosk", f"subscriber:k{place}", 10 + place % 20 + place / 1e6) for place in CROWD]
        + [(f"cookie:k{place}", f"subscriber:k{place}", 5.0) for place in range(100)]
    ),
    "three addresses where two may be": World(
        [("subscriber:three", f"email:three{place}@example.com", place + 1.0) for place in range(3)]
    ),
    "a merge": World(
        [
            ("cookie:m1", "email:m1@example.com", 1.0),
            ("cookie:m2", "email:m2@example.com", 2.0),
            ("cookie:m1", "email:m2@example.com", 10.5),
        ],
        repairs=[("cookie:m1", "cookie:nobody", None), ("cookie:nobody", None, 3)],
    ),
    "a merge of which two are set apart": World(
        [
            ("cookie:p1", "email:p1@example.com", 1.0),
            ("cookie:p2", "email:p2@example.com", 2.0),
            ("cookie:p1", "email:p2@example.com", 10.5),
        ],
        repairs=[("email:p1@example.com", "cookie:p2", 20)],
    ),
    "a merge of which one is set apart": World(
        [
            ("cookie:q1", "email:q1@example.com", 1.0),
            ("cookie:q2", "email:q2@example.com", 2.0),
            ("cookie:q1", "email:q2@example.com", 10.5),
        ],
        repairs=[("cookie:q1", None, 20)],
    ),
    "a block that begins": World(
        [("cookie:shared", f"email:shared{place}@example.com", place + 1.0) for place in range(2)],
        blocks=[("cookie:shared", 20)],
    ),
}


@pytest.fixture(scope="module")
def worlds() -> World:
    rng = random.Random(1)
    return together([random_world(number, rng) for number in range(200)] + list(PLANTED.values()))


@pytest.fixture(scope="module")
def company(worlds, tmp_path_factory) -> QuickCompany:
    company = company_of(tmp_path_factory.mktemp("rules"), worlds)
    company.run(IDENTITY)
    return company


@pytest.fixture(scope="module")
def people(company) -> dict[str, str]:
    return persons_at(company, DAYS)


@pytest.fixture(scope="module")
def refused(company) -> dict[frozenset[str], tuple[str, str]]:
    """Per refused edge, the rule and its reason."""
    rows = company.query(
        "select left_identifier, right_identifier, rule, reason from identity.rejected_edges"
    )
    return {frozenset(row[:2]): row[2:] for row in rows}


def refused_among(name: str, refused: dict) -> dict:
    return {
        edge: refused[edge]
        for edge in map(frozenset, (e[:2] for e in PLANTED[name].edges))
        if edge in refused
    }


@pytest.mark.parametrize("day", range(1, DAYS + 1, 3))
def test_persons_at_every_date_are_those_of_the_edges_and_rules_known_then(worlds, company, day):
    expected = persons(worlds.until(day))
    assert persons_at(company, day) == expected


def test_random_worlds_break_every_rule_and_have_whom_a_rule_sets_apart(company):
    rules = dict(
        company.query("""
            select rule || reason, count(*) from identity.rejected_edges
            where starts_with(split_part(left_identifier, ':', 2), 'w') group by all
        """)
    )
    assert len(rules) == 2 + len(MAXIMA) and min(rules.values()) > 5
    apart = company.query("select count(*) from identity.person_merges where source_name is null")
    assert apart[0][0] > 20


def test_a_chain_between_two_subscribers_is_cut_at_the_link_known_last(people, refused):
    assert people["subscriber:vip1"] == people["cookie:vip1"] == people["email:vip@example.com"]
    assert people["subscriber:vip2"] == people["cookie:vip2"] != people["subscriber:vip1"]
    assert refused_among("two subscribers are chained", refused) == {
        frozenset({"cookie:vip2", "email:vip@example.com"}): (
            "too many of a type",
            "one person would have more than 1 of type subscriber",
        )
    }


def test_within_one_day_the_less_trusted_edge_is_refused_even_if_it_was_known_first(people, refused):
    assert people["subscriber:t2"] == people["email:t@example.com"] != people["subscriber:t1"]
    assert people["cookie:tablet"] == people["subscriber:t1"]
    assert list(refused_among("two subscribers on one day", refused)) == [
        frozenset({"cookie:tablet", "email:t@example.com"})
    ]


def test_a_kiosk_seen_with_fifty_thousand_subscribers_merges_no_two_of_them(people, refused):
    assert len({people[f"subscriber:k{place}"] for place in CROWD}) == len(CROWD)
    assert all(people[f"cookie:k{place}"] == people[f"subscriber:k{place}"] for place in range(100))
    assert people["cookie:kiosk"] == people["subscriber:k0"]
    assert len(refused_among("a kiosk", refused)) == len(CROWD) - 1
    assert max(Counter(people.values()).values()) <= sum(MAXIMA.values())


def test_the_first_two_addresses_of_a_subscriber_stay_where_two_are_allowed(people, refused):
    mine = people["subscriber:three"]
    assert people["email:three0@example.com"] == people["email:three1@example.com"] == mine
    assert people["email:three2@example.com"] != mine
    assert list(refused_among("three addresses where two may be", refused)) == [
        frozenset({"subscriber:three", "email:three2@example.com"})
    ]


def test_without_limits_all_who_are_joined_are_one_person_and_nothing_is_refused(tmp_path):
    names = ["two subscribers are chained", "three addresses where two may be"]
    world = together([PLANTED[name] for name in names])
    company = company_of(tmp_path, world, maxima={})
    company.run(IDENTITY)
    assert len(set(persons_at(company, DAYS).values())) == len(names)
    assert company.query("select * from identity.rejected_edges") == []


def test_a_merge_names_the_types_and_the_source_of_its_edge_and_the_warehouse_the_edge_itself(company):
    before, after = persons_at(company, 10), persons_at(company, 11)
    merged = (before["cookie:m2"], before["cookie:m1"], date_of(11))
    assert {after[name] for name in ("cookie:m1", "cookie:m2")} == {before["cookie:m1"]}
    assert company.query(
        "select merged_on, identifiers_moved, source_name, reason from identity.person_merges "
        f"where from_person_id = '{merged[0]}' and into_person_id = '{merged[1]}'"
    ) == [(date_of(11), 2, "shop", "cookie and email seen together")]
    assert company.query(
        "select * exclude (source_name, identifiers_moved) from identity.merging_edges "
        f"where from_person_id = '{merged[0]}'"
    ) == [(*merged, "cookie:m1", "email:m2@example.com")]


def test_a_repair_of_identifiers_that_nobody_has_changes_nothing(people, refused):
    assert len({people[name] for edge in PLANTED["a merge"].edges for name in edge[:2]}) == 1
    assert refused_among("a merge", refused) == {}


def test_a_repair_of_two_gives_each_the_id_from_before_the_merge_from_its_day_on(company, refused):
    names = ["cookie:p1", "cookie:p2", "email:p1@example.com", "email:p2@example.com"]
    before, merged, after = ([persons_at(company, day)[name] for name in names] for day in (10, 19, 20))
    assert len(set(before)) == 2 and set(merged) == {before[0]} and after == before
    assert refused_among("a merge of which two are set apart", refused) == {
        frozenset({"cookie:p1", "email:p2@example.com"}): ("repaired", "two people")
    }
    assert company.query(
        "select into_person_id, identifiers_moved, reason from identity.person_merges "
        f"where from_person_id = '{before[0]}'"
    ) == [(before[1], 2, "a block or a repair")]


def test_a_repair_of_one_leaves_it_alone_from_its_day_on(company):
    before, after = persons_at(company, 10), persons_at(company, 20)
    assert after["cookie:q1"] == before["cookie:q1"]
    assert after["cookie:q2"] == after["email:q2@example.com"] == before["cookie:q2"]
    assert len({after[name] for name in ("cookie:q1", "cookie:q2", "email:q1@example.com")}) == 3


def test_a_block_from_a_day_on_sets_whom_it_joined_apart_again(company, refused):
    before, after = persons_at(company, 19), persons_at(company, 20)
    addresses = [f"email:shared{place}@example.com" for place in range(2)]
    assert {before[name] for name in addresses} == {before["cookie:shared"]}
    assert len({after[name] for name in addresses}) == 2 and "cookie:shared" not in after
    assert set(refused_among("a block that begins", refused).values()) == {("blocked identifier", "shared")}


@pytest.mark.parametrize("types", [{"subscriber": 0}, {"subscriber": True}, ["subscriber"]])
def test_a_limit_that_is_no_number_stops_the_build_before_any_work(small_company, types):
    words = "'identifier_types' in vars.yml must be a mapping of words to whole numbers from 1"
    assert words in small_company.dbt("build", code=2, identifier_types=types)


GROWN = ("identifiers", "blocks", "numbered_edges", "joined_spans", "person_identifiers")
GROWN += ("refused_edges", "merging_edges", "person_merges", "rejected_edges")


def all_of_identity(company: QuickCompany) -> dict[str, list[tuple]]:
    return {name: company.query(f"select * from identity.{name} order by all") for name in GROWN}


def known_before(company: QuickCompany) -> datetime.date:
    ((date,),) = company.query("select known_before from identity.kept_identity")
    return date


@pytest.fixture(scope="module")
def daily(tmp_path_factory) -> tuple[World, QuickCompany, dict[int, datetime.date]]:
    """Thirty daily builds of random worlds, in which rules begin on some days, and what each of them kept."""
    rng = random.Random(2)
    world = together([random_world(number, rng) for number in range(150)])
    beginnings = (None, 4, 12, 21)
    world.blocks = [(name, beginnings[1 + place % 3]) for place, (name, _) in enumerate(world.blocks)]
    world.repairs = [
        (left, right, beginnings[place % 4]) for place, (left, right, _) in enumerate(world.repairs)
    ]
    company = company_of(tmp_path_factory.mktemp("daily"), world)
    kept = {}
    for day in range(2, 32):
        run_on(company, day)
        kept[day] = known_before(company)
        assert persons_at(company, day) == persons(world.until(day))
    return world, company, kept


def test_thirty_daily_builds_give_what_one_build_gives_byte_for_byte(daily, tmp_path):
    world, company, _ = daily
    for day in range(1, 32):
        assert persons_at(company, day) == persons(world.until(day))
    at_once = company_of(tmp_path, world, day=31)
    at_once.run(IDENTITY)
    assert all_of_identity(company) == all_of_identity(at_once)


def test_a_day_on_which_no_rule_begins_adds_to_what_was_there(daily):
    _, _, kept = daily
    anew = {day for day, date in kept.items() if date == ALWAYS}
    assert anew == {2, 4, 12, 21}
    assert all(kept[day] == date_of(day - 1) for day in set(kept) - anew)


def edit_raw(company: QuickCompany, change) -> None:
    """Replace the raw edges by what `change` makes of their rows."""
    path = company.raw / "identity_edges.parquet"
    table = pq.read_table(path)
    pq.write_table(pa.Table.from_pylist(change(table.to_pylist()), schema=table.schema), path)


def without_an_old_edge(rows: list[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: row["loaded_at"])[1:]


def with_an_older_edge(rows: list[dict]) -> list[dict]:
    return [
        *rows,
        {
            **rows[0],
            "cookie": "new",
            "subscriber": "new",
            "email": None,
            "observed_at": at(1),
            "loaded_at": at(2),
        },
    ]


@pytest.mark.parametrize("change", [without_an_old_edge, with_an_older_edge])
def test_where_the_past_has_changed_identity_is_worked_out_anew_and_says_so(daily, tmp_path, change):
    company = copied(daily[1], tmp_path)
    edit_raw(company, change)
    printed = run_on(company, 33)
    assert "so who is who is worked out anew for every date" in printed
    assert known_before(company) == ALWAYS
    grown = all_of_identity(company)
    company.dbt("run", "--full-refresh", "--select", IDENTITY)
    assert all_of_identity(company) == grown


def test_a_build_that_broke_off_is_begun_anew_and_one_of_the_same_day_changes_nothing(daily, tmp_path):
    company = copied(daily[1], tmp_path)
    before = all_of_identity(company)
    printed = run_on(company, 31)
    assert known_before(company) == date_of(31) and all_of_identity(company) == before
    assert "worked out anew" not in printed
    run_on(company, 33, "+joined_spans")
    run_on(company, 33)
    assert known_before(company) == ALWAYS
    assert persons_at(company, 33) == persons(daily[0].until(33))


@pytest.mark.parametrize("select", ["joined_spans", "identifiers numbered_edges", "identity_states"])
def test_a_part_built_again_alone_adds_nothing_twice_and_the_next_build_begins_anew(daily, tmp_path, select):
    company = copied(daily[1], tmp_path)
    before = all_of_identity(company)
    company.run(select)
    assert all_of_identity(company) == before
    run_on(company, 33)
    assert known_before(company) == ALWAYS
    assert persons_at(company, 33) == persons(daily[0].until(33))


def test_a_table_that_has_vanished_is_missed_by_name(daily, tmp_path):
    company = copied(daily[1], tmp_path)
    with duckdb.connect(str(company.warehouse)) as connection:
        connection.execute("drop table identity.joined_spans")
    write_shop({"events": ticks(33)}, company.raw)
    printed = company.dbt("run", "--select", IDENTITY, code=1)
    assert '"joined_spans" of an earlier build is gone' in printed
    assert "dbt build --full-refresh --select identity" in printed


def test_another_order_of_rows_and_one_thread_give_the_same(worlds, company, tmp_path):
    again = company_of(tmp_path, worlds)
    edit_raw(again, lambda rows: random.Random(3).sample(rows, len(rows)))
    flags = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
    again.dbt("build", *flags, "--select", IDENTITY, environment={"PROPENSITY_THREADS": "1"})
    assert all_of_identity(again) == all_of_identity(company)


def test_refusals_count_the_refused_edges_of_each_rule_and_sizes_the_persons(company, people, refused):
    rows = company.query("select rule, refused_edges from identity.refusals where source_name = 'shop'")
    assert dict(rows) == Counter(rule for rule, _ in refused.values())
    sizes = company.query("select identifier_count, persons from identity.person_sizes")
    assert dict(sizes) == Counter(Counter(people.values()).values())
    ((one,),) = company.query(
        "select example_person_id from identity.person_sizes where identifier_count = 1"
    )
    assert list(people.values()).count(one) == 1


def test_what_a_company_should_look_into_is_warned_of_and_nothing_else(tmp_path):
    checks = ["few_edges_of_a_source_are_refused", "most_events_of_a_source_belong_to_somebody"]
    checks += ["every_type_of_identifier_has_a_limit", "assert_every_repair_names_identifiers_that_are_known"]
    pairs = [(f"cookie:m{place}", f"email:m{place}@example.com", 1.0) for place in range(1, 4)]
    quiet = World(pairs, repairs=[("cookie:m1", "cookie:m2", 3)])
    shared = World(PLANTED["two subscribers are chained"].edges, repairs=[("cookie:never", None, 3)])
    maxima = {"quiet": MAXIMA, "shared": {"subscriber": 1, "e_mail": 2, "cookie": 4}}
    printed = {}
    for name, world in {"quiet": quiet, "shared": shared}.items():
        company = company_of(tmp_path / name, world, maxima[name])
        if name == "quiet":
            owned = [{"event_name": "seen", "cookie": "m1", "occurred_at": at(day)} for day in range(DAYS)]
            write_shop({"events": owned}, company.raw)
        company.run(IDENTITY + " +source_coverage")
        printed[name] = company.dbt("test", "--select", *checks)
    assert [check for check in checks if f"WARN 1 {check}" not in printed["shared"]] == []
    assert [check for check in checks if f"PASS {check}" not in printed["quiet"]] == []
