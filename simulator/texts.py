"""Texts for the codes in rows: identifiers, addresses, names, properties."""

import json
from collections.abc import Callable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulator.activity import EVENTS, GIFT_AMOUNTS, PLANS, Rows
from simulator.config import Config
from simulator.people import DOMAINS, SECTIONS, People

TEST_ADDRESS = "test@example.com"
JUNK = ("unknown", "null", "undefined", "0", "", TEST_ADDRESS)
_FIRST_SUBSCRIBER = 20_001


class Texts:
    """Texts for the codes in rows."""

    def __init__(self, people: People, subscriber: NDArray, config: Config) -> None:
        self.config = config
        self.people = people
        self.subscriber = subscriber  # number per person
        self.person_of = np.full(subscriber.max(initial=-1) + 1, -1)
        self.person_of[subscriber[subscriber >= 0]] = np.flatnonzero(subscriber >= 0)

    def identifier(self, codes: NDArray, form: str, first: int) -> pa.Array:
        """Codes from 0 are numbers in `form`, -1 is null, below that JUNK."""

        def text(code: int) -> str | None:
            return form.format(first + code) if code >= 0 else None if code == -1 else JUNK[-2 - code]

        return lookup(codes, text)

    def subscribers(self, codes: NDArray) -> pa.Array:
        """Subscriber ids of account numbers."""
        return self.identifier(codes, "{}", _FIRST_SUBSCRIBER)

    def addresses(self, people: NDArray, ids: NDArray | None = None) -> pa.Array:
        """E-mail addresses; with row `ids`, some are untidy (a row always in the same way)."""
        untidy = np.zeros(len(people), int)
        if ids is not None:
            luck = (ids * 2_654_435_761 % 2**32) / 2**32 / (0.03 * max(self.config.noise, 1e-9))
            untidy = np.where(luck < 1, 1 + (luck * 3).astype(int), 0)

        def text(code: int) -> str:
            person, style = divmod(code, 4)
            person -= 1
            plain = TEST_ADDRESS
            if person >= 0:
                plain = f"person{self.people.address[person]}@{DOMAINS[self.people.domain[person]]}"
            return (plain, plain.upper(), f" {plain} ", plain.capitalize())[style]

        return lookup((people + 1) * 4 + untidy, text)

    def properties(self, rows: Rows) -> pa.Array:
        """JSON text of an event's properties."""
        sections = len(SECTIONS) + 1
        keys = ((rows["number"] + 1) * sections + rows["section"] + 1) * len(EVENTS) + rows["name"]

        def text(key: int) -> str:
            key, name = divmod(key, len(EVENTS))
            number, section = divmod(key, sections)
            return _json(EVENTS[name], section - 1, number - 1)

        return lookup(keys, text)


def _json(name: str, section: int, number: int) -> str:
    found: dict[str, object] = {"section": SECTIONS[section]} if section >= 0 else {}
    if name in ("page_viewed", "page_view"):
        found["article"] = number + 1
    elif name in ("article_read", "video_watched", "audio_played"):
        found["seconds"] = number
    elif name == "checkout_started":
        found["plan"] = PLANS[number]
    elif name == "gift_purchased":
        found["amount"] = GIFT_AMOUNTS[number]
    elif name == "app_login":
        found["subscriber_id"] = str(_FIRST_SUBSCRIBER + number)
    elif name == "podcast_followed":
        found["podcast"] = number + 1
    return json.dumps(found)


def names_of(codes: NDArray, names: tuple[str, ...]) -> pa.Array:
    """The names at `codes`."""
    return lookup(codes, lambda code: names[code])


def lookup(codes: NDArray, text: Callable[[int], str | None]) -> pa.Array:
    """Texts of codes; each distinct code is put into words once."""
    distinct, place = np.unique(codes, return_inverse=True)
    return pa.array([text(int(code)) for code in distinct], pa.string()).take(pa.array(place))
