"""Limits, blocks and repairs: what is refused, what is undone, and that both follow from what was known then."""

import csv
import datetime
import hashlib
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import QuickCompany
from shop import FIRST_DAY, at, make_project, shop

MAXIMA = {"subscriber": 1, "email": 2, "cookie": 4}
DAYS = 40
ALWAYS = datetime.date(1970, 1, 1)


@dataclass
class World:
    """Edges (left, right, moment in days), blocks (identifier, day) and repairs (left, right or None, day)."""

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
    age = {name: place for place, name in enumerate(sorted(mine, key=lambda name: (first[name], md5[name])))}
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

    for left, right, moment in sorted(world.edges, key=turn):
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

    rows = {
        "blocked_identifiers": [("identifier", "effective_from", "reason")]
        + [(identifier, text(day), "shared") for identifier, day in world.blocks],
        "identity_repairs": [("left_identifier", "right_identifier", "effective_from", "reason")]
        + [(left, right or "", text(day), "two people") for left, right, day in world.repairs],
    }
    for name, lines in rows.items():
        with open(project / "seeds" / "staging" / f"{name}.csv", "w", newline="") as file:
            csv.writer(file).writerows(lines)


def raw_rows(world: World) -> dict[str, list[dict]]:
    """A world as raw tables: what is in it of edges, and an event a day so that there is a calendar."""
    edges = []
    for left, right, moment in world.edges:
        row = {type_of(identifier): identifier.partition(":")[2] for identifier in (left, right)}
        edges.append({**row, "observed_at": at(moment)})
    ticks = [{"event_name": "ticked", "occurred_at": at(day)} for day in range(DAYS + 1)]
    return {"events": ticks, "identity_edges": edges, "attributes": []}


IDENTITY = "+person_identifiers +person_merges +rejected_edges"


def company_of(folder: Path, world: World, maxima: dict[str, int] = MAXIMA, day: int = DAYS) -> QuickCompany:
    project = make_project(folder / "project")
    write_seeds(project, world)
    company = shop(
        folder,
        project,
        raw_rows(world),
        predictions={},
        identifier_types=maxima,
        as_of_date=str(date_of(day)),
    )
    return company


def persons_at(company: QuickCompany, day: int) -> dict[str, str]:
    return dict(
        company.query(f"""
            select identifier, person_id from identity.person_identifiers
            where valid_from <= date '{date_of(day)}' and (valid_to is null or valid_to > date '{date_of(day)}')
        """)
    )


@pytest.fixture(scope="module")
def random_worlds() -> World:
    rng = random.Random(1)
    return together([random_world(number, rng) for number in range(200)])


@pytest.fixture(scope="module")
def random_company(random_worlds, tmp_path_factory) -> QuickCompany:
    company = company_of(tmp_path_factory.mktemp("random"), random_worlds)
    company.run(IDENTITY)
    return company


@pytest.mark.parametrize("day", range(1, DAYS + 1, 3))
def test_persons_at_every_date_are_those_of_the_edges_and_rules_known_then(
    random_worlds, random_company, day
):
    assert persons_at(random_company, day) == persons(random_worlds.until(day))


def test_random_worlds_break_every_rule_and_have_whom_a_rule_sets_apart(random_worlds, random_company):
    rules = dict(random_company.query("select rule, count(*) from identity.rejected_edges group by rule"))
    assert set(rules) == {"blocked identifier", "repaired", "too many of a type"}
    assert min(rules.values()) > 20
    types = random_company.query(
        "select distinct reason from identity.rejected_edges where rule = 'too many of a type'"
    )
    assert len(types) == len(MAXIMA)
    merges = dict(random_company.query("select reason, count(*) from identity.person_merges group by reason"))
    assert min(merges.values()) > 5 and len(merges) > 1


def groups(people: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(name for name in people if people[name] == person) for person in people.values()}


def rejected(company: QuickCompany) -> set[tuple]:
    return set(company.query("select left_identifier, right_identifier, rule from identity.rejected_edges"))


@pytest.fixture
def built(tmp_path):
    """Builds a world and returns its company."""

    def build(world: World, maxima: dict[str, int] = MAXIMA, select: str = IDENTITY) -> QuickCompany:
        company = company_of(tmp_path, world, maxima)
        company.run(select)
        return company

    return build


BRIDGE = [
    ("subscriber:vip1", "cookie:own1", 1.0),
    ("subscriber:vip2", "cookie:own2", 2.0),
    ("cookie:own1", "email:shared@example.com", 5.0),
    ("cookie:own2", "email:shared@example.com", 9.0),
]


def test_a_chain_between_two_subscribers_is_cut_at_the_link_known_last(built):
    company = built(World(BRIDGE))
    assert groups(persons_at(company, DAYS)) == {
        frozenset({"subscriber:vip1", "cookie:own1", "email:shared@example.com"}),
        frozenset({"subscriber:vip2", "cookie:own2"}),
    }
    assert rejected(company) == {("cookie:own2", "email:shared@example.com", "too many of a type")}
    (reason,) = company.query("select reason from identity.rejected_edges")
    assert reason == ("one person would have more than 1 of type subscriber",)


def test_without_a_limit_the_same_chain_is_one_person_and_nothing_is_refused(built):
    company = built(World(BRIDGE), {"email": 2})
    assert len(groups(persons_at(company, DAYS))) == 1
    assert rejected(company) == set()


def test_within_one_day_the_less_trusted_edge_is_refused_even_if_it_was_known_first(built):
    # an e-mail is trusted more than a cookie: the edge by e-mail is decided first
    company = built(
        World(
            [
                ("cookie:tablet", "subscriber:s1", 3.1),
                ("cookie:tablet", "email:e@example.com", 3.2),
                ("subscriber:s2", "email:e@example.com", 3.9),
            ]
        )
    )
    people = persons_at(company, DAYS)
    assert people["subscriber:s2"] == people["email:e@example.com"] != people["subscriber:s1"]
    assert people["cookie:tablet"] == people["subscriber:s1"]
    assert rejected(company) == {("cookie:tablet", "email:e@example.com", "too many of a type")}


def test_a_kiosk_seen_with_fifty_thousand_subscribers_merges_no_two_of_them(built):
    crowd = range(50_000)
    world = World(
        [("cookie:kiosk", f"subscriber:k{place}", 10 + place % 20 + place / 1e6) for place in crowd]
        + [(f"cookie:own{place}", f"subscriber:k{place}", 5.0) for place in range(100)]
    )
    company = built(world, MAXIMA | {"cookie": 300})
    people = persons_at(company, DAYS)
    subscribers = [people[f"subscriber:k{place}"] for place in crowd]
    assert len(set(subscribers)) == len(crowd)
    assert all(people[f"cookie:own{place}"] == people[f"subscriber:k{place}"] for place in range(100))
    assert people["cookie:kiosk"] == people["subscriber:k0"]
    assert len(rejected(company)) == len(crowd) - 1
    assert max(map(len, groups(dict(list(people.items())[:1000])))) <= 3


LIMIT_OF_TWO = [("subscriber:s", f"email:e{place}@example.com", place + 1.0) for place in range(3)]


def test_the_first_two_addresses_of_a_subscriber_stay_where_two_are_allowed_and_all_where_three_are(built):
    company = built(World(LIMIT_OF_TWO))
    people = persons_at(company, DAYS)
    assert people["email:e0@example.com"] == people["email:e1@example.com"] == people["subscriber:s"]
    assert people["email:e2@example.com"] != people["subscriber:s"]
    assert [row[2] for row in rejected(company)] == ["too many of a type"]
    company.run(IDENTITY, identifier_types={"subscriber": 1, "email": 3})
    assert len(groups(persons_at(company, DAYS))) == 1
    assert rejected(company) == set()


MERGED = [
    ("cookie:a", "email:a@example.com", 1.0),
    ("cookie:b", "email:b@example.com", 2.0),
    ("cookie:a", "email:b@example.com", 10.5),
]


def test_a_merge_names_the_types_and_the_source_of_its_edge_and_the_warehouse_the_edge_itself(built):
    company = built(World(MERGED))
    before, after = persons_at(company, 10), persons_at(company, 11)
    merged = (before["cookie:b"], before["cookie:a"], date_of(11))
    assert company.query(
        "select from_person_id, into_person_id, merged_on, identifiers_moved, source_name, reason "
        "from identity.person_merges"
    ) == [(*merged, 2, "shop", "cookie and email seen together")]
    assert company.query("select * exclude source_name from identity.merging_edges") == [
        (*merged, "cookie:a", "email:b@example.com")
    ]
    assert set(after.values()) == {before["cookie:a"]}


@pytest.mark.parametrize("other", ["email:b@example.com", None], ids=["two", "one"])
def test_a_repair_gives_each_the_id_from_before_the_merge_from_its_day_on(built, other):
    company = built(World(MERGED, repairs=[("cookie:a", other, 20)]))
    before, merged, after = (persons_at(company, day) for day in (10, 19, 20))
    assert len(set(merged.values())) == 1
    if other:
        assert after == before
        assert rejected(company) == {("cookie:a", other, "repaired")}
    else:
        assert after["cookie:a"] == before["cookie:a"] != after["email:a@example.com"]
        assert after["cookie:b"] == after["email:b@example.com"] == before["cookie:b"]
    back = company.query(
        "select into_person_id, reason from identity.person_merges "
        f"where merged_on = '{date_of(20)}' and into_person_id = '{before['cookie:b']}'"
    )
    assert back == [(before["cookie:b"], "a block or a repair")]


def test_a_repair_of_two_who_share_no_person_changes_nothing(built):
    company = built(World(MERGED, repairs=[("cookie:a", "cookie:nobody", None), ("cookie:c", None, 3)]))
    assert len(groups(persons_at(company, DAYS))) == 1
    assert rejected(company) == set()


def test_a_block_from_a_day_on_sets_whom_it_joined_apart_again(built):
    edges = [("cookie:kiosk", f"email:e{place}@example.com", place + 1.0) for place in range(2)]
    company = built(World(edges, blocks=[("cookie:kiosk", 20)]))
    before, after = persons_at(company, 19), persons_at(company, 20)
    assert len(set(before.values())) == 1
    assert len(set(after.values())) == 2 and set(after) == set(before) - {"cookie:kiosk"}
    assert {row[2] for row in rejected(company)} == {"blocked identifier"}


@pytest.mark.parametrize(
    "types, words",
    [
        (
            {"subscriber": 0},
            "'identifier_types' in vars.yml must be a mapping of words to whole numbers from 1",
        ),
        ({"subscriber": True}, "must be a mapping of words to whole numbers from 1"),
        (["subscriber"], "must be a mapping of words to whole numbers from 1"),
    ],
)
def test_a_limit_that_is_no_number_stops_the_build_before_any_work(small_company, types, words):
    assert words in small_company.dbt("build", code=2, identifier_types=types)
