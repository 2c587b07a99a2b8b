"""A tiny shop whose one source has the shape of the input contract; tests add rows that nobody would want."""

import datetime
import math
import random
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from conftest import ROOT, QuickCompany

FIRST_DAY = datetime.datetime(2025, 1, 6)  # a Monday
WEEKS = 9
PEOPLE = 240

BUY = {
    "question": "Who will buy in the next 7 days?",
    "population": "days_since_last_event <= 30",
    "outcome": {"event": "bought"},
    "horizon_days": 7,
}

# two predictions that tell people apart by six attributes together, more than a rule of a few cuts can read
SETTINGS = {
    "sources": {"shop": {"supplies": ["events", "identity_edges", "attributes"]}},
    "predictions": {"buy_7d": BUY, "also_buy_7d": BUY},
    "feature_windows": [7, 30],
    "settle_days": 1,
    "holdout_days": 14,
    "training_positives_needed": 10,
    "holdout_positives_needed": 3,
    "backtest_origins": 1,
}

# attributes that are one thing or the other; the first makes people buy
HABITS = {
    "tier": ("gold", "silver"),
    "channel": ("friend", "search"),
    "size": ("large", "small"),
    "newsletter": ("read", "left"),
    "payment": ("account", "invoice"),
    "delivery": ("express", "standard"),
}

IDENTIFIER = """coalesce(
    {{ identifier('cookie', 'cookie') }},
    {{ identifier('subscriber', 'subscriber') }},
    {{ identifier('email', 'email') }}
)"""

# a mapping without a single try_cast
MAPPINGS = {
    "events": "event_id, 'shop' as source_name, " + IDENTIFIER + " as identifier, event_name, occurred_at, "
    "loaded_at, event_value, properties",
    "identity_edges": "coalesce({{ identifier('cookie', 'cookie') }}, "
    "{{ identifier('subscriber', 'subscriber') }})"
    " as left_identifier, coalesce("
    "case when cookie is not null then {{ identifier('subscriber', 'subscriber') }} end, "
    "{{ identifier('email', 'email') }}) as right_identifier, "
    "observed_at, loaded_at",
    "attributes": IDENTIFIER + " as identifier, attribute_name, attribute_value, valid_from, loaded_at",
}

COLUMNS = {
    "events": (
        "event_id",
        "cookie",
        "subscriber",
        "email",
        "event_name",
        "occurred_at",
        "loaded_at",
        "event_value",
        "properties",
    ),
    "identity_edges": ("cookie", "subscriber", "email", "observed_at", "loaded_at"),
    "attributes": (
        "cookie",
        "subscriber",
        "email",
        "attribute_name",
        "attribute_value",
        "valid_from",
        "loaded_at",
    ),
}


def copied_project(folder: Path) -> Path:
    """This project in a folder of its own, where a test may change it."""
    for name in ("models", "python_models", "macros", "seeds", "tests", "profiles"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("demo", "python", "__pycache__")
        )
    for name in ("dbt_project.yml", "vars.yml", ".dbtignore"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def make_project(folder: Path) -> Path:
    """This project in a folder of its own, with the shop's staging added as a company would add it."""
    copied_project(folder)
    staging = folder / "models" / "staging" / "shop"
    staging.mkdir()
    source = {
        "name": "shop",
        "config": {"meta": {"external_location": "{{ env_var('PROPENSITY_RAW') }}/{name}.parquet"}},
    }
    source["tables"] = [{"name": kind} for kind in MAPPINGS]
    (staging / "_shop__sources.yml").write_text(str({"version": 2, "sources": [source]}))
    for kind, columns in MAPPINGS.items():
        (staging / f"stg_shop__{kind}.sql").write_text(
            f"select {columns} from {{{{ source('shop', '{kind}') }}}}"
        )
    return folder


def at(day: float, **later: float) -> str:
    """A moment some days after the first, as text, which is how exports write it."""
    return (FIRST_DAY + datetime.timedelta(days=day, **later)).isoformat(sep=" ")


def shop_rows(people: int = PEOPLE, weeks: int = WEEKS) -> dict[str, list[dict]]:
    """Rows of the three tables: people c0, c1, ... who visit every week and buy by their habits."""
    rng = random.Random(5)
    rows: dict[str, list[dict]] = {"events": [], "identity_edges": [], "attributes": []}
    for person in range(people):
        cookie = f"c{person}"
        rows["identity_edges"].append({"cookie": cookie, "subscriber": f"s{person}", "observed_at": at(0.5)})
        habits = {name: rng.choice(values) for name, values in HABITS.items()}
        rows["attributes"] += [
            {"cookie": cookie, "attribute_name": name, "attribute_value": value, "valid_from": at(0.5)}
            for name, value in habits.items()
        ]
        buying = sum(habits[name] == values[0] for name, values in HABITS.items())
        for week in range(weeks):
            visit = {
                "cookie": cookie,
                "event_name": "visited",
                "occurred_at": at(7 * week + rng.random() * 7),
            }
            rows["events"].append(visit)
            if rng.random() < 1 / (1 + math.exp(5.3 - 1.4 * buying)):
                bought = at(7 * week + rng.random() * 7)
                rows["events"].append(
                    {
                        "subscriber": f"s{person}",
                        "event_name": "bought",
                        "occurred_at": bought,
                        "event_value": "9.5",
                    }
                )
    return rows


def write_shop(rows: dict[str, list[dict]], folder: Path) -> None:
    """Writes the tables given as raw files, every column as text; an event without an event_id gets one."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in rows:
        names = COLUMNS[kind]
        table = {name: [row.get(name) for row in rows[kind]] for name in names}
        if kind == "events":
            table["event_id"] = [row.get("event_id", f"e{place}") for place, row in enumerate(rows[kind])]
        schema = pa.schema([(name, pa.string()) for name in names])
        pq.write_table(pa.table(table, schema=schema), folder / f"{kind}.parquet")


def shop(folder: Path, project: Path, rows: dict[str, list[dict]] | None = None, **settings) -> QuickCompany:
    """A shop in a folder, not yet built."""
    write_shop(rows or shop_rows(), folder / "raw")
    return QuickCompany(folder, settings={**SETTINGS, **settings}, project=project)
