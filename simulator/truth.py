"""What only the simulator knows: real propensities, and the people behind identifiers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulator.behaviour import step
from simulator.config import Config, Purpose
from simulator.people import ACTIVE, ANONYMOUS, REGISTERED, People, State

VISITED_WITHIN = 30  # days: who has not been seen for longer is not asked about
SETTLING_DAYS = 7  # between the end of a holdout window and the scoring date
HOLDOUT_DAYS = 28
_ROWS_AT_ONCE = 40_000  # simulated people per chunk: small enough for the processor's cache


@dataclass(frozen=True)
class Prediction:
    """Who is asked about (from the state at midnight), which outcome, within how many days."""

    name: str
    outcome: str
    horizon: int
    asked: Callable[[State], NDArray]


def _recent(state: State) -> NDArray:
    return state.since_visit < VISITED_WITHIN


PREDICTIONS = (
    Prediction("churn_30d", "cancelled", 30, lambda s: s.status == ACTIVE),
    Prediction("subscribe_30d", "started", 30, lambda s: (s.status == REGISTERED) & _recent(s)),
    Prediction("register_30d", "registered", 30, lambda s: (s.status == ANONYMOUS) & _recent(s)),
    Prediction("upgrade_60d", "upgraded", 60, lambda s: (s.status == ACTIVE) & ~s.premium),
    Prediction("gift_30d", "gift", 30, lambda s: s.status == ACTIVE),
)


def feature_days(prediction: Prediction, config: Config) -> list[int]:
    """Day numbers: the holdout Mondays of a prediction (those that are in the run), then the scoring date."""
    last = config.as_of - timedelta(days=prediction.horizon + SETTLING_DAYS)
    last -= timedelta(days=last.weekday())
    mondays = [last - timedelta(days=back) for back in range(HOLDOUT_DAYS - 7, -1, -7)]
    return [(day - config.start).days for day in mondays if day >= config.start] + [config.days]


def continuations(
    people: People, state: State, day: int, horizon: int, outcomes: list[str], config: Config
) -> tuple[dict[str, NDArray], dict[str, NDArray]]:
    """Live `horizon` days from a state `config.continuations` times over.

    Returns, per outcome and person, the propensity and the plain share of continuations with the outcome.
    The propensity adds up, until the outcome happens, the hazards it was drawn from: its mean is the same as
    the share's (the hazards are the compensator of the outcome), but it is much less noisy for rare outcomes.
    """
    times = config.continuations
    chunk = max(_ROWS_AT_ONCE // times, 1)
    propensity = {outcome: np.zeros(len(state)) for outcome in outcomes}
    share = {outcome: np.zeros(len(state)) for outcome in outcomes}
    for number, begin in enumerate(range(0, len(state), chunk)):
        here = np.arange(begin, min(begin + chunk, len(state)))
        index = np.repeat(here, times)
        rng = config.generator(Purpose.CONTINUATION, day, horizon, number)
        some, then = people.take(index), state.take(index)
        waiting = {outcome: np.ones(len(index), bool) for outcome in outcomes}
        total = {outcome: np.zeros(len(index)) for outcome in outcomes}
        for later in range(day, day + horizon):
            today = step(some, then, later, config, rng)
            for outcome in outcomes:
                total[outcome] += today.hazard[outcome] * waiting[outcome]
                waiting[outcome] &= ~today.happened[outcome]
        for outcome in outcomes:
            propensity[outcome][here] = total[outcome].reshape(-1, times).mean(axis=1)
            share[outcome][here] = 1 - waiting[outcome].reshape(-1, times).mean(axis=1)
    return {outcome: np.clip(values, 0, 1) for outcome, values in propensity.items()}, share


def propensities(people: People, states: dict[int, State], config: Config) -> pa.Table:
    """The true propensities: prediction_name, true_person_id, feature_date, true_propensity.

    `states` holds the state at midnight of every feature day. Ordered by prediction, date and person.
    """
    asked_on: dict[tuple[int, int], list[Prediction]] = {}
    for prediction in PREDICTIONS:
        for day in feature_days(prediction, config):
            asked_on.setdefault((day, prediction.horizon), []).append(prediction)
    parts = []
    for (day, horizon), predictions in asked_on.items():
        state = states[day]
        everyone = np.any([p.asked(state) for p in predictions], axis=0)
        index = np.flatnonzero(everyone)
        outcomes = [p.outcome for p in predictions]
        found, _ = continuations(people.take(index), state.take(index), day, horizon, outcomes, config)
        for p in predictions:
            of = p.asked(state)[index]
            parts.append((p.name, day, index[of], found[p.outcome][of]))
    parts.sort(key=lambda part: ([p.name for p in PREDICTIONS].index(part[0]), part[1]))
    names = np.concatenate([np.repeat(name, len(who)) for name, _, who, _ in parts])
    dates: list[date] = [config.date_of(day) for _, day, who, _ in parts for _ in who]
    return pa.table(
        {
            "prediction_name": pa.array(names.tolist(), pa.string()),
            "true_person_id": pa.array(
                person_ids(np.concatenate([who for _, _, who, _ in parts])), pa.string()
            ),
            "feature_date": pa.array(dates, pa.date32()),
            "true_propensity": np.round(np.concatenate([value for *_, value in parts]), 5),
        }
    )


def person_ids(people: NDArray) -> list[str]:
    """The names the truth gives to people."""
    return [f"p{number:06d}" for number in people]


def sightings(name: str, table: pa.Table, rows: dict[str, NDArray], person_of: NDArray) -> list[tuple]:
    """The (type, values, person numbers) of the identifiers in an exported table.

    `rows` are the codes behind the table, `person_of` the person behind each account number.
    """
    text = {c: table[c].to_numpy(zero_copy_only=False) for c in table.column_names if c in _IDENTIFIERS}
    person = rows["person"]
    seen = []
    for column, kind in _IDENTIFIERS.items():
        if column not in text:
            continue
        who = person
        if kind in ("cookie", "device"):
            who = np.where(rows["identifier"] >= 0, person, -1)
        elif column == "subscriber_id" and name == "web_events":
            code = rows["subscriber"]
            who = np.where(code >= 0, person_of[code], -1) if len(person_of) else np.full(len(code), -1)
        values = text[column]
        if kind == "email":
            values = np.array([value.strip().lower() for value in values], object)
        seen.append((kind, values, who))
    return seen


_IDENTIFIERS = {
    "cookie_id": "cookie",
    "device_id": "device",
    "subscriber_id": "subscriber",
    "email": "email",
    "address": "email",
}


def identities(pairs: list[tuple[str, NDArray, NDArray]]) -> pa.Table:
    """Who is behind every exported identifier: identifier, true_person_id; a shared one has several rows.

    `pairs` holds (type, value, person number) of exported rows; rows without an identifier or with a junk one
    have person number -1 and are left out.
    """
    found: set[tuple[str, int]] = set()
    for kind, values, people in pairs:
        known = people >= 0
        found |= {
            (f"{kind}:{v}", int(p)) for v, p in set(zip(values[known], people[known].tolist(), strict=True))
        }
    rows = sorted(found)
    return pa.table(
        {
            "identifier": pa.array([identifier for identifier, _ in rows], pa.string()),
            "true_person_id": pa.array(person_ids(np.array([p for _, p in rows], int)), pa.string()),
        }
    )
