"""Whoever is joined by edges of any shape is one person, from the day on which that was known."""

import datetime

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from conftest import QuickCompany, write_raw
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

# all that leads from sightings to person_identifiers
GROWING = "blocks identifiers cuts numbered_edges joined_spans contested_nodes contested_edges".split()
GROWING += ["contested_spans", "person_identifiers"]
FIRST_DAY = datetime.datetime(2025, 1, 1)


def company_of_edges(folder, small_tables, edges: np.ndarray, days: np.ndarray) -> QuickCompany:
    """A company of logged-in visits: cookie `edges[:, 0]`, subscriber `edges[:, 1]`, day of 2025 `days`."""
    seen_at = [FIRST_DAY + datetime.timedelta(days=int(day), seconds=row) for row, day in enumerate(days)]
    web = pa.table(
        {
            "event_id": np.arange(len(edges)),
            "cookie_id": [f"c{cookie}" for cookie in edges[:, 0]],
            "subscriber_id": [f"s{subscriber}" for subscriber in edges[:, 1]],
            "event_name": ["page_viewed"] * len(edges),
            "event_time": pa.array(seen_at, pa.timestamp("us")),
            "received_at": pa.array(seen_at, pa.timestamp("us")),
            "properties": ["{}"] * len(edges),
        }
    )
    empty = {name: table.slice(0, 0) for name, table in small_tables.items()}
    write_raw({**empty, "web_events": web}, folder / "raw")
    as_of_date = str((FIRST_DAY + datetime.timedelta(days=200)).date())
    return QuickCompany(
        folder, settings={"as_of_date": as_of_date, "predictions": {}, "identifier_types": {}}
    )


def persons_of(company: QuickCompany, on: datetime.date) -> dict[str, str]:
    return dict(
        company.query(f"""
            select identifier, person_id from identity.person_identifiers
            where valid_from <= date '{on}' and (valid_to is null or date '{on}' < valid_to)
        """)
    )


def groups(persons: dict[str, str]) -> set[frozenset[str]]:
    members: dict[str, set[str]] = {}
    for identifier, person in persons.items():
        members.setdefault(person, set()).add(identifier)
    return {frozenset(group) for group in members.values()}


def groups_by_scipy(edges: np.ndarray) -> set[frozenset[str]]:
    names = sorted({f"cookie:c{a}" for a in edges[:, 0]} | {f"subscriber:s{b}" for b in edges[:, 1]})
    number = {name: position for position, name in enumerate(names)}
    left = [number[f"cookie:c{a}"] for a in edges[:, 0]]
    right = [number[f"subscriber:s{b}"] for b in edges[:, 1]]
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(len(names), len(names)))
    labels = connected_components(graph, directed=False)[1]
    return groups(dict(zip(names, labels, strict=True)))


def test_the_ends_of_a_chain_are_one_person_in_whatever_order_its_links_become_known(small_tables, tmp_path):
    # each chain c0 - s0 - c1 - s1 - ... has 240 links, which join 241 identifiers
    links = np.array([(link // 2 + link % 2, link // 2) for link in range(240)])
    orders = [
        np.zeros(240, int),
        np.arange(240) * 180 // 240,
        np.arange(240)[::-1] * 180 // 240,
        np.random.default_rng(5).permutation(240) * 180 // 240,
    ]
    edges = np.concatenate([links + 1000 * number for number in range(len(orders))])
    company = company_of_edges(tmp_path, small_tables, edges, np.concatenate(orders))
    company.run("+person_identifiers")
    persons = persons_of(company, datetime.date(2025, 7, 15))
    assert groups(persons) == groups_by_scipy(edges)
    for number in range(len(orders)):
        assert persons[f"cookie:c{1000 * number}"] == persons[f"cookie:c{1000 * number + 120}"]


def test_a_cycle_of_a_hundred_thousand_links_in_order_is_one_person(small_tables, tmp_path):
    links = np.arange(100_000)
    cycle = np.column_stack([(links // 2 + links % 2) % 50_000, links // 2])
    company = company_of_edges(tmp_path, small_tables, cycle, links // 50_000)
    company.run("+person_identifiers")
    ((people, identifiers),) = company.query(
        "select count(distinct person_id), count(*) from identity.person_identifiers where valid_to is null"
    )
    assert (people, identifiers) == (1, 100_000)


def test_components_at_every_date_are_those_of_the_edges_known_before_it(small_tables, tmp_path):
    random = np.random.default_rng(6)
    edges = np.column_stack([random.integers(0, 300, 420), random.integers(0, 260, 420)])
    days = random.integers(0, 120, 420)
    company = company_of_edges(tmp_path, small_tables, edges, days)
    company.run("+person_identifiers")
    sizes = set()
    for day in (1, 7, 30, 61, 90, 121, 200):
        expected = groups_by_scipy(edges[days < day])
        assert groups(persons_of(company, (FIRST_DAY + datetime.timedelta(days=day)).date())) == expected
        sizes.add(max(map(len, expected)))
    assert len(sizes) > 3  # components did grow from date to date
    overlapping = company.query("""
        select count(*) from identity.person_identifiers as one
        inner join identity.person_identifiers as other using (identifier)
        where one.valid_from < other.valid_from and (one.valid_to is null or other.valid_from < one.valid_to)
    """)
    assert overlapping == [(0,)]


def test_on_a_merge_the_older_person_survives(small_tables, tmp_path):
    # c1 is known first, s2 and c2 later; on day 20 s2 visits with c1
    edges = np.array([(1, 1), (2, 2), (1, 2)])
    company = company_of_edges(tmp_path, small_tables, edges, np.array([0, 10, 20]))
    company.run("+person_merges")
    before = persons_of(company, datetime.date(2025, 1, 21))
    after = persons_of(company, datetime.date(2025, 1, 22))
    assert before["subscriber:s2"] == before["cookie:c2"] != before["cookie:c1"]
    assert set(after.values()) == {before["cookie:c1"]}
    merges = company.query("select from_person_id, into_person_id, merged_on from identity.person_merges")
    assert (before["subscriber:s2"], before["cookie:c1"], datetime.date(2025, 1, 22)) in merges


def test_what_is_said_to_hold_since_1900_is_known_since_1970(small_tables, tmp_path):
    company = company_of_edges(tmp_path, small_tables, np.array([(1, 1)]), np.array([5]))
    accounts = small_tables["billing_accounts"].slice(0, 1)
    pq.write_table(accounts, company.raw / "billing_accounts.parquet")
    company.run("+person_identifiers")
    with duckdb.connect(str(company.warehouse)) as connection:
        connection.execute("update staging.attributes set known_at = '1900-01-01', valid_from = '1900-01-01'")
    company.dbt("run", "--full-refresh", "--select", "sightings", "kept_identity", *GROWING)
    ((known, people),) = company.query("""
        select min(first_known_at), count(*) from identity.identifiers
        inner join staging.attributes using (identifier)
        inner join identity.person_identifiers using (identifier)
    """)
    assert known == datetime.datetime(1970, 1, 1) and people > 0


def test_a_blocked_identifier_joins_nobody_and_its_edges_are_listed(small_tables, tmp_path):
    edges = np.array([(1, 1), (2, 2), (7, 1), (7, 2)])
    company = company_of_edges(tmp_path, small_tables, edges, np.array([0, 1, 2, 3]))
    web = company.raw / "web_events.parquet"
    table = pq.read_table(web)
    cookies = ["unknown" if cookie == "c7" else cookie for cookie in table["cookie_id"].to_pylist()]
    pq.write_table(table.set_column(1, "cookie_id", pa.array(cookies)), web)
    company.run("+person_identifiers +rejected_edges")
    persons = persons_of(company, datetime.date(2025, 3, 1))
    assert persons["subscriber:s1"] != persons["subscriber:s2"]
    assert "cookie:unknown" not in persons
    assert (
        company.query("select left_identifier, rule from identity.rejected_edges order by right_identifier")
        == [("cookie:unknown", "blocked identifier")] * 2
    )
