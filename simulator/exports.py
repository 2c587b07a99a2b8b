"""Raw tables as systems export them: late, repeated and untidy.

The mess of a day is drawn for that day alone, and a table holds the rows that were loaded before the run
ends, so a longer run only adds rows.
"""

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from simulator.activity import EVENTS, PLANS, Rows
from simulator.config import DAY, SOURCES, Config, Purpose
from simulator.people import CHANNELS, COUNTRIES, WARM_UP
from simulator.records import CHANGES, PAYMENTS, PRIORITIES, TOPICS
from simulator.texts import JUNK, Texts, lookup, names_of

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
_PRICE = np.array(
    [[9.99, 16.99], [9.99, 16.99], [8.99, 14.99], [9.99, 16.99], [109.0, 179.0], [10.99, 17.99]]
)


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
    delay += (rng.random(n) < config.late_share) * rng.integers(DAY, 6 * DAY, n)
    rows["loaded"] = -(-(rows["when"] + delay + 1) // batch) * batch
    # Drawn for every row, so that an outage does not change which other rows are repeated.
    rows["again"] = (rng.random(n) < config.duplicate_share).astype(int)
    rows["again"] *= batch * (1 + rng.exponential(4 * 3_600 / batch, n).astype(int))
    if table == config.outage_source:
        rows = _outage(rows, day, batch, config)
    if config.noise > 0 and len(rows["when"]):
        if _FUTURE_DAYS.get(table) == day:
            rows["when"][0] += _TEN_YEARS
        if day % _JUNK_EVERY == 11:
            _spoil(table, rows, day, round(3 * config.noise))

    again = rows.pop("again")
    copies = {key: values[again > 0] for key, values in rows.items()}
    copies["loaded"] = copies["loaded"] + again[again > 0]
    return {key: np.concatenate([values, copies[key]]) for key, values in rows.items()}


def _outage(rows: Rows, day: int, batch: int, config: Config) -> Rows:
    """Lose the rows that occur in the outage, or load them in the two days after it."""
    begin, end = config.day_of(config.outage_from) * DAY, config.day_of(config.outage_to) * DAY
    out = (rows["when"] >= begin) & (rows["when"] < end)
    if not config.outage_late:
        return {key: values[~out] for key, values in rows.items()}
    wait = config.generator(Purpose.OUTAGE, day).integers(0, 2 * DAY // batch, len(out)) * batch
    return {
        **rows,
        "loaded": np.where(out, np.maximum(rows["loaded"], end + wait), rows["loaded"]).astype(int),
    }


def _spoil(table: str, rows: Rows, day: int, count: int) -> None:
    """Put junk (codes below -1: -2 is the first of JUNK) in place of some identifiers of the day."""
    junk = -2 - (day // _JUNK_EVERY + np.arange(count)) % len(JUNK)
    if table in ("web_events", "app_events"):
        # Logged-in rows under a junk cookie are the dangerous ones: they tie strangers together.
        best = (
            np.flatnonzero(rows["subscriber"] >= 0) if table == "web_events" else np.arange(len(rows["when"]))
        )
        rows["identifier"][best[:count]] = junk[: len(best)]
        if table == "web_events":
            rows["subscriber"][best[count : count + 2]] = junk[: len(best[count : count + 2])]
    elif table in ("email_events", "support_tickets"):
        rows["person"][:1] = -1  # the test address


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
            "event_name": names_of(rows["name"], EVENTS),
            "event_time": when,
            "received_at": at,
            "properties": texts.properties(rows),
        }
    elif table == "email_events":
        columns = {
            "event_id": ids,
            "address": texts.addresses(person, ids),
            "event_name": names_of(rows["name"], EVENTS),
            "campaign": lookup(rows["campaign"], lambda week: f"digest-{week + 1:03d}"),
            "occurred_at": when,
            "loaded_at": at,
        }
    elif table == "support_tickets":
        columns = {
            "ticket_id": ids,
            "address": texts.addresses(person, ids),
            "topic": names_of(rows["topic"], TOPICS),
            "priority": names_of(rows["priority"], PRIORITIES),
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
                "country": names_of(country, COUNTRIES),
                "channel": names_of(texts.people.channel[person], CHANNELS),
                "registered_at": when,
                "loaded_at": at,
            }
        elif table == "billing_subscription_changes":
            columns = {
                "change_id": ids,
                "subscriber_id": subscriber,
                "change": names_of(rows["change"], CHANGES),
                "plan": names_of(rows["plan"], PLANS),
                "status": lookup(rows["change"], lambda change: "cancelled" if change == 3 else "active"),
                "changed_at": when,
                "loaded_at": at,
            }
        else:
            columns = {
                "payment_id": ids,
                "subscriber_id": subscriber,
                "amount": _PRICE[country, rows["plan"]],
                "currency": names_of(country, _CURRENCY),
                "status": names_of(rows["status"], PAYMENTS),
                "paid_at": when,
                "loaded_at": at,
            }
    return pa.table(columns), rows


def write(tables: dict[str, pa.Table], out: Path | str) -> None:
    """Write `<out>/<table>.parquet`, the truth into `<out>/truth`. The same tables give the same bytes."""
    for name, table in tables.items():
        path = Path(out) / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        plain = [
            field.name for field in table.schema if pa.types.is_timestamp(field.type) or field.name in _SORTED
        ]
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
