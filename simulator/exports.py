"""Raw tables as systems export them: late, repeated and untidy.

The mess of a day is drawn for that day alone, and a table holds the rows that were loaded before the run ends, so
a longer run only adds rows.
"""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from simulator.activity import EVENTS, GIFT_AMOUNTS, PLANS, Rows
from simulator.config import DAY, SOURCES, Config, Purpose
from simulator.people import CHANNELS, COUNTRIES, DOMAINS, SECTIONS, WARM_UP, People
from simulator.records import CHANGES, PAYMENTS, PRIORITIES, TOPICS

JUNK = ("unknown", "null", "undefined", "0", "", "test@example.com")
TEST_ADDRESS = "test@example.com"

_LAG = {  # typical delay in seconds until a row is loaded, and the seconds between loads
    "web_events": (20, 60),
    "app_events": (900, 300),
    "billing_accounts": (600, 3_600),
    "billing_subscription_changes": (600, 3_600),
    "billing_payments": (600, 3_600),
    "email_events": (300, 900),
    "support_tickets": (600, 3_600),
    "survey_responses": (600, 3_600),
}
_IDS_PER_DAY = 1_000_000
_JUNK_EVERY = 23  # days
_FUTURE_DAYS = {"web_events": 40, "app_events": 300}  # day on which one row is dated ten years ahead
_TEN_YEARS = 3_652 * DAY
_CURRENCY = ("EUR", "EUR", "GBP", "EUR", "SEK", "USD")  # by country
_PRICE = np.array([[9.99, 16.99], [9.99, 16.99], [8.99, 14.99], [9.99, 16.99], [109.0, 179.0], [10.99, 17.99]])


def mess(table: str, rows: Rows, day: int, config: Config) -> Rows:
    """Number the rows of a day, load them late, repeat some, spoil a few. Adds `id` and `loaded`."""
    n = len(rows["when"])
    if n > _IDS_PER_DAY:
        raise ValueError(f"more than {_IDS_PER_DAY:,} {table} rows on one day: simulate fewer people")
    rng = config.generator(Purpose.MESS, day, SOURCES.index(table))
    order = np.argsort(rows["when"], kind="stable")
    rows = {key: values[order] for key, values in rows.items()}
    rows["id"] = (day + WARM_UP + 1) * _IDS_PER_DAY + np.arange(n)
    lag, batch = _LAG[table]
    delay = rng.exponential(lag, n).astype(int)
    # What a company writes itself (accounts) does not arrive days later as often as what devices send.
    delay += (rng.random(n) < config.late_share) * rng.integers(DAY, 6 * DAY, n)
    rows["loaded"] = -(-(rows["when"] + delay + 1) // batch) * batch

    outage = (config.day_of(config.outage_from), config.day_of(config.outage_to))
    if table == config.outage_source:
        out = (rows["when"] >= outage[0] * DAY) & (rows["when"] < outage[1] * DAY)
        if config.outage_late:
            caught_up = int(outage[1]) * DAY + rng.integers(0, 2 * DAY // batch, n) * batch
            rows["loaded"] = np.where(out, np.maximum(rows["loaded"], caught_up), rows["loaded"])
        else:
            rows = {key: values[~out] for key, values in rows.items()}
            n = len(rows["when"])

    if config.noise > 0 and n:
        if _FUTURE_DAYS.get(table) == day:
            rows["when"][0] += _TEN_YEARS
        if day % _JUNK_EVERY == 11:
            _spoil(table, rows, day, round(3 * config.noise))

    again = np.flatnonzero(rng.random(n) < config.duplicate_share)
    copies = {key: values[again] for key, values in rows.items()}
    if len(again):
        copies["loaded"] = copies["loaded"] + batch * (1 + rng.exponential(4 * 3_600 / batch, len(again)).astype(int))
    return {key: np.concatenate([values, copies[key]]) for key, values in rows.items()}


def _spoil(table: str, rows: Rows, day: int, count: int) -> None:
    """Put junk (codes below -1: -2 is the first of JUNK) in place of some identifiers of the day."""
    junk = -2 - (day // _JUNK_EVERY + np.arange(count)) % len(JUNK)
    if table in ("web_events", "app_events"):
        # Logged-in rows under a junk cookie are the dangerous ones: they tie strangers together.
        best = np.flatnonzero(rows["subscriber"] >= 0) if table == "web_events" else np.arange(len(rows["when"]))
        rows["identifier"][best[:count]] = junk[: len(best)]
        if table == "web_events":
            rows["subscriber"][best[count : count + 2]] = junk[: len(best[count : count + 2])]
    elif table in ("email_events", "support_tickets"):
        rows["person"][:1] = -1  # the test address


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

        return _lookup(codes, text)

    def subscribers(self, codes: NDArray) -> pa.Array:
        """Subscriber ids of account numbers."""
        return self.identifier(codes, "{}", 20_001)

    def addresses(self, people: NDArray, ids: NDArray | None = None) -> pa.Array:
        """E-mail addresses; with row `ids`, some are written untidily (the same row always in the same way)."""
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

        return _lookup((people + 1) * 4 + untidy, text)

    def properties(self, rows: Rows) -> pa.Array:
        """JSON text of an event's properties."""
        sections = len(SECTIONS) + 1
        keys = ((rows["number"] + 1) * sections + rows["section"] + 1) * len(EVENTS) + rows["name"]

        def text(key: int) -> str:
            key, name = divmod(key, len(EVENTS))
            number, section = divmod(key, sections)
            return _json(EVENTS[name], section - 1, number - 1)

        return _lookup(keys, text)


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
        found["subscriber_id"] = str(20_001 + number)
    elif name == "podcast_followed":
        found["podcast"] = number + 1
    return json.dumps(found)


def to_table(table: str, days: list[Rows], texts: Texts, config: Config) -> tuple[pa.Table, Rows]:
    """The exported table, in the order in which it was loaded, and the rows behind it."""
    rows = {key: np.concatenate([part[key] for part in days]) for key in days[0]}
    loaded = rows["loaded"] < config.days * DAY
    rows = {key: values[loaded] for key, values in rows.items()}
    order = np.lexsort((rows["id"], rows["loaded"]))
    rows = {key: values[order] for key, values in rows.items()}
    ids, person = rows["id"], rows["person"]
    when, at = _time(rows["when"], config.start), _time(rows["loaded"], config.start)
    if table in ("web_events", "app_events"):
        web = table == "web_events"
        columns = {
            "event_id": ids,
            "cookie_id" if web else "device_id": texts.identifier(
                rows["identifier"], "c{:06d}" if web else "d{:06d}", 1
            ),
            **({"subscriber_id": texts.subscribers(rows["subscriber"])} if web else {}),
            "event_name": _names(rows["name"], EVENTS),
            "event_time": when,
            "received_at": at,
            "properties": texts.properties(rows),
        }
    elif table == "email_events":
        columns = {
            "event_id": ids,
            "address": texts.addresses(person, ids),
            "event_name": _names(rows["name"], EVENTS),
            "campaign": _lookup(rows["campaign"], lambda week: f"digest-{week + 1:03d}"),
            "occurred_at": when,
            "loaded_at": at,
        }
    elif table == "support_tickets":
        columns = {
            "ticket_id": ids,
            "address": texts.addresses(person, ids),
            "topic": _names(rows["topic"], TOPICS),
            "priority": _names(rows["priority"], PRIORITIES),
            "created_at": when,
            "loaded_at": at,
        }
    elif table == "survey_responses":
        columns = {
            "response_id": ids,
            "address": texts.addresses(person, ids),
            "score": pa.array(rows["score"], pa.int32()),
            "answered_at": when,
            "loaded_at": at,
        }
    else:
        subscriber = texts.subscribers(texts.subscriber[person])
        country = texts.people.country[person]
        if table == "billing_accounts":
            columns = {
                "subscriber_id": subscriber,
                "email": texts.addresses(person),
                "country": _names(country, COUNTRIES),
                "channel": _names(texts.people.channel[person], CHANNELS),
                "registered_at": when,
                "loaded_at": at,
            }
        elif table == "billing_subscription_changes":
            columns = {
                "change_id": ids,
                "subscriber_id": subscriber,
                "change": _names(rows["change"], CHANGES),
                "plan": _names(rows["plan"], PLANS),
                "status": _lookup(rows["change"], lambda change: "cancelled" if change == 3 else "active"),
                "changed_at": when,
                "loaded_at": at,
            }
        else:
            columns = {
                "payment_id": ids,
                "subscriber_id": subscriber,
                "amount": _PRICE[country, rows["plan"]],
                "currency": _names(country, _CURRENCY),
                "status": _names(rows["status"], PAYMENTS),
                "paid_at": when,
                "loaded_at": at,
            }
    return pa.table(columns), rows


def write(tables: dict[str, pa.Table], out: Path | str) -> None:
    """Write `<out>/<table>.parquet`; names such as `truth/identities` go into that folder. Same tables, same bytes."""
    for name, table in tables.items():
        path = Path(out) / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        plain = [field.name for field in table.schema if pa.types.is_timestamp(field.type) or field.name in _SORTED]
        texts = [field.name for field in table.schema if pa.types.is_string(field.type)]
        pq.write_table(
            table,
            path,
            compression="zstd",
            compression_level=12,
            use_dictionary=texts,
            column_encoding=dict.fromkeys(plain, "DELTA_BINARY_PACKED"),
            store_schema=False,
        )


_SORTED = ("event_id", "change_id", "payment_id", "ticket_id", "response_id")


def _time(seconds: NDArray, start: date) -> pa.Array:
    begin = np.datetime64(start, "us")
    return pa.array(begin + seconds.astype("timedelta64[s]"), pa.timestamp("us"))


def _names(codes: NDArray, names: tuple[str, ...]) -> pa.Array:
    return _lookup(codes, lambda code: names[code])


def _lookup(codes: NDArray, text) -> pa.Array:  # noqa: ANN001
    """Texts of codes; each distinct code is put into words once."""
    distinct, place = np.unique(codes, return_inverse=True)
    return pa.array([text(int(code)) for code in distinct], pa.string()).take(pa.array(place))
