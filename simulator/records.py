"""What a day leaves in billing, support and surveys. Rows as in `activity`."""

import numpy as np
from numpy.typing import NDArray

from simulator.activity import Rows
from simulator.behaviour import Today
from simulator.config import DAY, Config, Purpose
from simulator.people import ACTIVE, WARM_UP, People, State

CHANGES = ("started", "upgraded", "downgraded", "cancelled")
PAYMENTS = ("succeeded", "failed", "refunded")
TOPICS = ("question", "account", "technical", "billing")
PRIORITIES = ("low", "normal", "high")

_OFFICE = 8 * 3_600, 20 * 3_600  # seconds of the day between which people write and billing acts


def history(state: State, subscriber: NDArray, config: Config) -> tuple[Rows, Rows]:
    """Accounts and subscription starts from before the warm-up, from its first `state`."""
    rng = config.generator(Purpose.HISTORY, 1)
    known = np.flatnonzero(state.status > 0)
    before = state.tenure[known] + np.where(state.status[known] == ACTIVE, rng.geometric(0.05, len(known)), 0)
    order = np.argsort(-before, kind="stable")
    subscriber[known[order]] = np.arange(len(known))
    registered = -(WARM_UP + before) * DAY + rng.integers(*_OFFICE, len(known))
    active = np.flatnonzero(state.status == ACTIVE)
    started = -(WARM_UP + state.tenure[active]) * DAY + rng.integers(*_OFFICE, len(active))
    accounts = {"person": known[order], "when": registered.astype(int)[order]}
    changes = {
        "person": active,
        "when": started.astype(int),
        "change": np.zeros(len(active), int),
        "plan": state.premium[active].astype(int),
    }
    return accounts, changes


def billing(
    people: People, premium: NDArray, today: Today, subscriber: NDArray, day: int, config: Config
) -> tuple[Rows, Rows, Rows]:
    """Accounts, subscription changes and payments of a day; new accounts are numbered in `subscriber`.

    `premium` is the plan before the day.
    """
    rng = config.generator(Purpose.RECORDS, day)
    happened = today.happened
    n = len(people)
    time = day * DAY + rng.integers(*_OFFICE, n)

    new = np.flatnonzero(happened["registered"])
    subscriber[new] = subscriber.max(initial=-1) + 1 + np.arange(len(new))
    accounts = {"person": new, "when": time[new]}

    flags = (happened["started"], happened["upgraded"], today.downgraded, happened["cancelled"])
    change = np.select(flags, range(len(flags)), -1)
    changed = np.flatnonzero(change >= 0)
    plan = np.where(change == 0, today.premium_start, np.where(change == 3, premium, change == 1)).astype(int)
    changes = {"person": changed, "when": time[changed], "change": change[changed], "plan": plan[changed]}

    # A start is paid at once, then every month; failed payments are often collected two or three days later.
    failed = today.payment_failed
    kinds = (
        (happened["started"] | (today.payment_due & ~failed), 0, time + 60),
        (failed, 1, time + 60),
        (
            failed & ~happened["cancelled"] & (rng.random(n) < 0.7),
            0,
            time + rng.integers(2 * DAY, 3 * DAY, n),
        ),
        (happened["cancelled"] & (rng.random(n) < 0.06), 2, time + rng.integers(DAY, 5 * DAY, n)),
    )
    payments = {
        "person": np.concatenate([np.flatnonzero(mask) for mask, *_ in kinds]),
        "when": np.concatenate([when[mask] for mask, _, when in kinds]),
        "status": np.concatenate([np.full(mask.sum(), status) for mask, status, _ in kinds]),
        "plan": np.concatenate([np.where(change == 0, plan, premium)[mask] for mask, *_ in kinds]).astype(
            int
        ),
    }
    return accounts, changes, payments


def tickets(today: Today, day: int, config: Config) -> Rows:
    """Support tickets of a day: the more severe a complaint, the higher its priority."""
    rng = config.generator(Purpose.RECORDS, day, 1)
    who = np.flatnonzero(today.severity > 0)
    severity = today.severity[who]
    return {
        "person": who,
        "when": day * DAY + rng.integers(*_OFFICE, len(who)),
        "topic": np.minimum((severity * 3 + 1.2 * rng.random(len(who))).astype(int), len(TOPICS) - 1),
        "priority": np.minimum((severity * 3).astype(int), len(PRIORITIES) - 1),
    }


def surveys(people: People, state: State, day: int, config: Config) -> Rows:
    """Survey answers of a day (score 0 to 10), from the day the survey exists."""
    if day < config.day_of(config.new_source):
        return {key: np.zeros(0, int) for key in ("person", "when", "score")}
    rng = config.generator(Purpose.SURVEY, day)
    who = np.flatnonzero((state.status == ACTIVE) & (rng.random(len(people)) < 0.004))
    score = 8.3 + 0.9 * state.mood[who] - 2.2 * state.grievance[who] + 1.2 * rng.standard_normal(len(who))
    return {
        "person": who,
        "when": day * DAY + rng.integers(*_OFFICE, len(who)),
        "score": np.clip(np.round(score), 0, 10).astype(int),
    }
