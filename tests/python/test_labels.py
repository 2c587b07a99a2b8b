"""Labels counted a second time, in Python, from staging alone: every part of a block in every combination."""

import datetime
import functools
import hashlib
import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import duckdb
import pandas as pd
import pytest
from conftest import QuickCompany, write_raw

from simulator import Config, simulate

SETTLE_DAYS = 5  # not the default and no whole week, so that labels do not settle on feature dates


@dataclass(frozen=True)
class Block:
    """A prediction's block, as vars hold it and as pandas reads it."""

    event: str
    horizon_days: int
    gap_days: int
    at_least: int
    happens: bool
    population: str | None
    where: str | None

    def as_vars(self) -> dict:
        outcome = {"event": self.event, "at_least": self.at_least, "happens": self.happens}
        block = {"question": "Who?", "outcome": outcome, "horizon_days": self.horizon_days}
        block |= {"gap_days": self.gap_days} if self.gap_days else {}
        if self.where:
            outcome["where"] = self.where
        return block | ({"population": self.population} if self.population else {})


# what SQL is given and what pandas makes of it; nobody is meant by a condition on what is not known
POPULATIONS: dict[str | None, Callable] = {
    None: lambda people: people["days_since_last_event"] <= 90,
    "subscription_status = 'active' or article_read_count_30d > 1": lambda people: (
        (people["subscription_status"] == "active") | (people["article_read_count_30d"] > 1)
    ),
}
CONDITIONS: dict[str | None, Callable] = {
    None: lambda events: events["event_id"].notna(),
    "source_name = 'web' and properties not like '%world%'": lambda events: (
        (events["source_name"] == "web")
        & (events["properties"].map(lambda text: json.loads(text or "{}").get("section")) != "world")
    ),
}

BLOCKS = {
    f"block_{number}": Block(event, horizon_days, gap_days, *parts)
    for number, ((horizon_days, gap_days), event, *parts) in enumerate(
        itertools.product(
            ((7, 3), (14, 0)),
            ("article_read", "video_watched"),
            (1, 2),
            (True, False),
            POPULATIONS,
            CONDITIONS,
        )
    )
}

# what stands for nobody, whatever the seed says
PLACEHOLDERS = {"unknown", "null", "undefined", "0"}

LABELS = (
    "select prediction_name, person_id, feature_date, settled_date, human_id, label from predictions.labels"
)


@dataclass(frozen=True, eq=False)
class Known:
    """What the reference is given: staging, the mart, and the two dates that rule."""

    events: pd.DataFrame
    outcomes: pd.DataFrame
    edges: pd.DataFrame
    attributes: pd.DataFrame
    blocked: frozenset[str]
    people: pd.DataFrame
    as_of: datetime.date
    settle_days: int = SETTLE_DAYS


@functools.cache
def persons_on(known: Known, date: datetime.date) -> dict[str, str]:
    """Whom each identifier belongs to by what was known before the date, by union-find."""
    midnight = pd.Timestamp(date)
    edges = known.edges[known.edges["known_at"] < midnight]
    sightings = pd.concat(
        [
            frame[["identifier", "known_at"]]
            for frame in (
                known.events.dropna(subset="identifier"),
                known.attributes,
                edges.rename(columns={"left_identifier": "identifier"}),
                edges.rename(columns={"right_identifier": "identifier"}),
            )
        ]
    )
    first_known = sightings[sightings["known_at"] < midnight].groupby("identifier")["known_at"].min()
    md5 = {name: hashlib.md5(name.encode()).hexdigest() for name in first_known.index}
    oldest_first = sorted(set(first_known.index) - known.blocked, key=lambda name: (first_known[name], name))
    age = {name: place for place, name in enumerate(oldest_first)}
    parent = {name: name for name in oldest_first}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    for left, right in zip(edges["left_identifier"], edges["right_identifier"], strict=True):
        if left in age and right in age:
            older, younger = sorted((root(left), root(right)), key=age.get)
            parent[younger] = older
    return {name: md5[root(name)] for name in oldest_first}


def label_rows(known: Known, blocks: Mapping[str, Block]) -> set[tuple]:
    """Every row of `labels` that the blocks should give."""
    rows = set()
    for name, block in blocks.items():
        asked = known.people[POPULATIONS[block.population](known.people).fillna(False)]
        outcomes = known.outcomes[known.outcomes["event_name"] == block.event].dropna(subset="identifier")
        outcomes = outcomes[CONDITIONS[block.where](outcomes)]
        for timestamp, people in asked.groupby("feature_date"):
            begins = timestamp + pd.Timedelta(days=block.gap_days)
            ends = begins + pd.Timedelta(days=block.horizon_days)
            settles = ends + pd.Timedelta(days=known.settle_days)
            if timestamp.weekday() != 0 or settles.date() > known.as_of:
                continue
            dates = (timestamp.date(), settles.date(), known.as_of)
            then, later, now = (persons_on(known, date) for date in dates)
            identifiers = defaultdict(list)
            for identifier, person in then.items():
                identifiers[person].append(identifier)
            counted = outcomes[
                (outcomes["occurred_at"] >= begins)
                & (outcomes["occurred_at"] < ends)
                & (outcomes["known_at"] < settles)
            ]
            counts = Counter(later[name] for name in counted["identifier"] if name in later)
            for person in people["person_id"]:
                # all of a person's identifiers have gone to one; a mistaken reference may not know the person
                (became,) = {later[identifier] for identifier in identifiers[person]} or {None}
                (human,) = {now[identifier] for identifier in identifiers[person]} or {None}
                label = int((counts[became] >= block.at_least) == block.happens)
                rows.add((name, person, timestamp.date(), settles.date(), human, label))
    return rows


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> QuickCompany:
    """The small company, but three weeks of its web site's rows came late, many after labels had settled."""
    folder = tmp_path_factory.mktemp("labels")
    outage = {"outage_from": datetime.date(2025, 2, 3), "outage_to": datetime.date(2025, 2, 27)}
    config = Config(
        people=400, days=112, seed=3, continuations=0, outage_source="web_events", outage_late=True, **outage
    )
    write_raw(simulate(config), folder / "raw")
    company = QuickCompany(folder, settings={"settle_days": SETTLE_DAYS, "identifier_types": {}})
    company.run(
        "+labels +person_features", predictions={name: block.as_vars() for name, block in BLOCKS.items()}
    )
    return company


@pytest.fixture(scope="module")
def known(company) -> Known:
    with duckdb.connect(str(company.warehouse), read_only=True) as connection:

        def table(name: str, columns: str = "*") -> pd.DataFrame:
            return connection.execute(f"select {columns} from {name}").df()

        asked_for = (
            "person_id, feature_date, days_since_last_event, subscription_status, article_read_count_30d"
        )
        events = table("staging.events")
        edges = table("staging.identity_edges")
        names = pd.concat(
            [events["identifier"], edges["left_identifier"], edges["right_identifier"]]
        ).dropna()
        placeholders = names[names.str.partition(":")[2].isin(PLACEHOLDERS)]
        return Known(
            events=events,
            outcomes=events,
            edges=edges,
            attributes=table("staging.attributes"),
            blocked=frozenset(table("staging.blocked_identifiers")["identifier"]) | frozenset(placeholders),
            people=table("features.person_features", asked_for),
            as_of=table("staging.as_of_dates")["as_of_date"][0].date(),
        )


@pytest.fixture(scope="module")
def labels(company) -> set[tuple]:
    return set(company.query(LABELS))


def test_every_combination_has_the_people_labels_and_humans_that_a_count_in_python_gives(
    company, known, labels
):
    assert len(BLOCKS) == 64
    assert len(labels) == company.query("select count(*) from predictions.labels")[0][0]
    assert labels == label_rows(known, BLOCKS)


def test_every_combination_has_plenty_of_both_labels(labels):
    plenty = Counter((row[0], row[-1]) for row in labels)
    assert {key: plenty[key] for key in itertools.product(BLOCKS, (0, 1)) if plenty[key] < 50} == {}


def with_all(blocks: Mapping[str, Block], **changes) -> dict[str, Block]:
    return {name: replace(block, **changes) for name, block in blocks.items()}


def one_more(blocks: Mapping[str, Block], part: str) -> dict[str, Block]:
    return {name: replace(block, **{part: getattr(block, part) + 1}) for name, block in blocks.items()}


def one_less(blocks: Mapping[str, Block], part: str) -> dict[str, Block]:
    return {name: replace(block, **{part: getattr(block, part) - 1}) for name, block in blocks.items()}


def with_everything_known_as_it_happened(known: Known) -> Known:
    return replace(known, outcomes=known.outcomes.assign(known_at=known.outcomes["occurred_at"]))


def with_everybody_joined_from_the_first_day(known: Known) -> Known:
    return replace(known, edges=known.edges.assign(known_at=known.edges["known_at"].min()))


# each with the blocks whose labels it makes wrong
EVERY = dict(list(BLOCKS.items())[:16])
MISTAKES = {
    "the horizon is a day too long": (
        lambda known, blocks: (replace(known, settle_days=SETTLE_DAYS - 1), one_more(blocks, "horizon_days")),
        EVERY,
    ),
    "the gap counts": (
        lambda known, blocks: (
            known,
            {name: replace(block, gap_days=0, horizon_days=10) for name, block in blocks.items()},
        ),
        EVERY,
    ),
    "the gap is a day too long": (
        lambda known, blocks: (known, one_more(one_less(blocks, "horizon_days"), "gap_days")),
        EVERY,
    ),
    "nothing is known too late": (
        lambda known, blocks: (with_everything_known_as_it_happened(known), blocks),
        EVERY,
    ),
    "everybody is joined too early": (
        lambda known, blocks: (with_everybody_joined_from_the_first_day(known), blocks),
        EVERY,
    ),
    "nobody is blocked": (
        lambda known, blocks: (replace(known, blocked=frozenset()), blocks),
        EVERY,
    ),
    "where is left out": (
        lambda known, blocks: (known, with_all(blocks, where=None)),
        {name for name, block in EVERY.items() if block.where},
    ),
    "it takes one event more": (
        lambda known, blocks: (known, one_more(blocks, "at_least")),
        EVERY,
    ),
    "it always asks who does": (
        lambda known, blocks: (known, with_all(blocks, happens=True)),
        {name for name, block in EVERY.items() if not block.happens},
    ),
    "it always asks everybody": (
        lambda known, blocks: (known, with_all(blocks, population=None)),
        {name for name, block in EVERY.items() if block.population},
    ),
    "another event counts": (
        lambda known, blocks: (known, with_all(blocks, event="video_watched")),
        EVERY,
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_count_is_found_in_every_block_that_it_touches(known, labels, mistake):
    make, touched = MISTAKES[mistake]
    labelled = {row[:3]: row[4:] for row in labels}
    mistaken = label_rows(*make(known, EVERY))
    found = {row[0] for row in mistaken if labelled.get(row[:3]) != row[4:]}
    assert len(touched) >= 8
    assert found == set(touched)
