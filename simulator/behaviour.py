"""What a day does to people: visits, complaints, payments, and the hazards of the outcomes.

`step` is the whole of it. The exported world and the continuations behind the true propensities call the
same function, so the truth cannot drift away from the data. What is visible in a step (visits, reading, looks
at prices and at the cancellation page, complaints, failed payments) feeds the state that drives the outcomes;
traits and mood stay hidden and show only through it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.config import Config
from simulator.people import ACTIVE, ANONYMOUS, REGISTERED, People, State

OUTCOMES = ("cancelled", "started", "registered", "upgraded", "gift", "read")
PAYMENT_DAYS = 30

_MOOD_DAYS = 40.0  # time in which mood returns to its mean
_MOOD_SPREAD = 0.22
_HABIT_DAYS = 35.0
_USE_DAYS = 45.0  # memory for reading and watching
_PULL_OF_HABIT = 0.74  # below 1, or habits would run away
_WEEKDAY = np.array([0.10, 0.08, 0.05, 0.05, -0.10, -0.25, 0.05])  # Monday first, log-odds of a visit
_COUNTRY_CHURN = np.array([-0.25, 0.15, 0.0, -0.3, -0.1, 0.5])


@dataclass(frozen=True)
class ChurnWeights:
    """How strongly each thing drives cancelling (log-hazard per unit)."""

    habit: float
    habit_premium: float  # on top, on premium: who pays more and reads little leaves
    grievance: float
    failed: float
    failed_grievance: float  # a failed payment is the last straw for the dissatisfied
    intent: float
    price: float
    price_premium: float
    mood: float
    newness: float


USUAL = ChurnWeights(-1.6, -0.6, 0.9, 1.0, 0.4, 1.5, 0.85, 0.4, -0.1, 1.7)
SHIFTED = ChurnWeights(0.35, 0.1, 0.1, 0.5, 0.0, 0.2, 0.9, 0.6, -0.2, -0.4)


@dataclass
class Today:
    """What happened on a day: one value per person; the outcomes also as the hazards they were drawn from."""

    visited: NDArray
    reads: NDArray  # articles to the end
    watches: NDArray  # video or audio
    paywall: NDArray
    pricing: NDArray
    cancel_page: NDArray
    severity: NDArray  # of a complaint, in (0, 1]; 0 for none
    payment_due: NDArray
    payment_failed: NDArray
    downgraded: NDArray
    premium_start: NDArray  # of those who start: straight to premium
    happened: dict[str, NDArray]  # outcome -> bool
    hazard: dict[str, NDArray]  # outcome -> probability, given the state and today's visits


def step(people: People, state: State, day: int, config: Config, rng: np.random.Generator) -> Today:
    """Live one day: change `state` in place and say what happened.

    `people` and `state` hold the same n people in the same order; `day` counts from the start of the run.
    """
    n = len(state)
    week, year = _calendar(day, config)
    active = state.status == ACTIVE
    state.mood *= 1 - 1 / _MOOD_DAYS
    state.mood += _MOOD_SPREAD * np.sqrt(2 / _MOOD_DAYS) * rng.standard_normal(n)

    hazard = {outcome: np.zeros(n) for outcome in OUTCOMES}
    happened = {outcome: np.zeros(n, bool) for outcome in OUTCOMES}

    # Visits: traits, mood and season, with a nudge from the habit itself.
    log_odds = people.pull + _PULL_OF_HABIT * _level(state.habit) + state.mood - state.fade
    log_odds += 0.1 * active - 0.1 * state.grievance + week + 0.15 * year
    here = people.arrival <= day
    visited = (here & (rng.random(n) < _share(log_odds))) | (people.arrival == day)

    # Subscribers: complaints, payments, looking at the cancellation page, cancelling, changing plan.
    downgraded, cancel_page = np.zeros(n, bool), np.zeros(n, bool)
    payment_due, payment_failed = np.zeros(n, bool), np.zeros(n, bool)
    severity = np.zeros(n)
    who = np.flatnonzero(active)
    complaints = 0.0035 * np.exp(people.complaining[who] + 0.4 * state.failed[who])
    luck = rng.random(len(who)) / complaints
    severity[who] = np.where(luck < 1, luck, 0.0)
    payment_due[who] = (state.tenure[who] > 0) & (state.tenure[who] % PAYMENT_DAYS == 0)
    due = np.flatnonzero(payment_due)
    payment_failed[due] = rng.random(len(due)) < _share(people.card_risk[due])
    cancel = _cancel_hazard(people, state, who, day, config, year)
    cancel_page[who] = rng.random(len(who)) < 0.001 + 1.5 * cancel
    down = np.where(state.premium[who], 0.0005 * np.exp(0.5 * people.price[who]), 0.0)
    draw = rng.random(len(who))
    hazard["cancelled"][who] = cancel
    happened["cancelled"][who] = draw < cancel
    downgraded[who] = (draw >= cancel) & (draw < cancel + down)
    upgrade = _upgrade_hazard(people, state, who)
    upgrade *= ~happened["cancelled"][who] & ~downgraded[who]
    hazard["upgraded"][who] = upgrade
    happened["upgraded"][who] = rng.random(len(who)) < upgrade
    visited |= cancel_page | happened["cancelled"] | happened["upgraded"]

    # On a visit: reading, prices and paywall, then registering or subscribing, whichever is next, and gifts.
    who = np.flatnonzero(visited)
    status, interest, price = state.status[who], people.interest[who], people.price[who]
    absorbed, watching = _level(state.absorbed[who]), _level(state.watching[who])
    habit, wanting = _level(state.habit[who]), state.wanting[who]
    taste = 0.7 * interest + 0.7 * (absorbed - habit)
    if day >= config.day_of(config.shift):
        taste = -2.0 * people.media[who]  # who likes video and audio is shown those, and the others articles
    hazard["read"][who] = _share(0.4 + taste)
    happened["read"][who] = reads = rng.random(len(who)) < hazard["read"][who]
    watches = rng.random(len(who)) < _share(0.3 + 0.25 * people.media[who] + 1.0 * (watching - habit))
    paywall = rng.random(len(who)) < np.where(status == ACTIVE, 0.0, 0.30)
    pricing = rng.random(len(who)) < 0.15 * _share(-0.6 + 0.2 * interest + 0.8 * absorbed + 0.5 * wanting) * (
        1 + (status < ACTIVE)
    )
    fresh = np.exp(-state.tenure[who] / 50)  # most who go a step further do so soon after the last one
    eager = _share(3 * absorbed + 1.5)  # a paywall only makes those want more who read
    started = np.exp(-2.9 + 0.3 * absorbed + 0.8 * wanting * eager - 0.65 * price + 0.7 * fresh + 0.1 * year)
    started = np.where(status == REGISTERED, np.minimum(started, 0.5), 0.0)
    registered = np.exp(-3.55 + 0.9 * wanting + 0.25 * absorbed + 1.0 * fresh)
    registered = np.where(status == ANONYMOUS, np.minimum(registered, 0.5), 0.0)
    gift = np.exp(-8.8 + 0.4 * interest + 0.5 * state.premium[who] - 0.3 * price + 0.1 * year)
    gift = np.where((status == ACTIVE) & ~happened["cancelled"][who], np.minimum(gift, 0.05), 0.0)
    draw = rng.random(len(who))
    for outcome, chance in (("started", started), ("registered", registered)):
        hazard[outcome][who] = chance
        happened[outcome][who] = draw < chance  # at most one is possible for a status
    premium_start = happened["started"][who] & (rng.random(len(who)) < _share(-2.1 + 0.6 * people.media[who]))
    hazard["gift"][who] = gift
    happened["gift"][who] = rng.random(len(who)) < gift

    today = Today(
        visited=visited,
        reads=_spread(n, who, reads),
        watches=_spread(n, who, watches),
        paywall=_spread(n, who, paywall),
        pricing=_spread(n, who, pricing),
        cancel_page=cancel_page,
        severity=severity,
        payment_due=payment_due,
        payment_failed=payment_failed,
        downgraded=downgraded,
        premium_start=_spread(n, who, premium_start),
        happened=happened,
        hazard=hazard,
    )
    _remember(state, today, here)
    return today


def _cancel_hazard(
    people: People, state: State, who: NDArray, day: int, config: Config, year: float
) -> NDArray:
    """The chance of cancelling today of the subscribers at `who`."""
    w = USUAL if day < config.day_of(config.shift) else SHIFTED
    premium = state.premium[who].astype(float)
    habit = _level(state.habit[who])
    grievance, failed = state.grievance[who], state.failed[who]
    log_hazard = (
        -6.72
        + (w.habit + w.habit_premium * premium) * habit
        + w.grievance * grievance
        + (w.failed + w.failed_grievance * grievance) * failed
        + w.intent * np.minimum(state.intent[who], 2)
        + (w.price + w.price_premium * premium) * people.price[who]
        + w.mood * state.mood[who]
        + w.newness * np.exp(-state.tenure[who] / 90)
        + _COUNTRY_CHURN[people.country[who]]
        - 0.15 * year
    )
    return np.minimum(np.exp(log_hazard), 0.25)


def _upgrade_hazard(people: People, state: State, who: NDArray) -> NDArray:
    """The chance of upgrading today of those at `who`: premium is about video, audio and the price."""
    log_hazard = (
        -6.55
        + 0.5 * _level(state.habit[who])
        + 1.2 * _level(state.watching[who])
        + 1.1 * state.wanting[who]
        - 1.15 * people.price[who]
        + 1.7 * np.exp(-state.tenure[who] / 60)
    )
    return np.where(state.premium[who], 0.0, np.minimum(np.exp(log_hazard), 0.2))


def _remember(state: State, today: Today, here: NDArray) -> None:
    """Carry the day into the state; `here` are those who have arrived."""
    happened = today.happened
    state.habit += here * (today.visited - state.habit) / _HABIT_DAYS
    state.absorbed += here * (today.reads - state.absorbed) / _USE_DAYS
    state.watching += here * (today.watches - state.watching) / _USE_DAYS
    state.since_visit += 1
    state.since_visit[today.visited] = 0
    state.grievance *= 1 - 1 / 30
    state.grievance += np.where(today.severity > 0, 0.6 + today.severity, 0.0) + 0.3 * today.payment_failed
    state.failed *= 1 - 1 / 25
    state.failed += today.payment_failed
    state.wanting *= 1 - 1 / 20
    state.wanting += 0.6 * today.paywall + 1.0 * today.pricing
    state.intent *= 1 - 1 / 15
    state.intent += today.cancel_page
    state.premium |= happened["upgraded"] | today.premium_start
    state.premium &= ~(happened["cancelled"] | today.downgraded)
    state.status[happened["registered"] | happened["cancelled"]] = REGISTERED
    state.status[happened["started"]] = ACTIVE
    changed = happened["registered"] | happened["cancelled"] | happened["started"]
    state.tenure += here
    state.tenure[changed] = 1  # at the next midnight the change is a day old
    state.fade += 0.006 * (here & (state.status != ACTIVE))
    state.fade[changed] = 0
    for memory in (state.grievance, state.failed, state.intent):
        memory[happened["cancelled"]] = 0
    state.wanting[happened["started"]] = 0


def _calendar(day: int, config: Config) -> tuple[float, float]:
    """The weekday's effect, and the season in [-1, 1]: 1 in mid January, -1 in mid July."""
    when = config.date_of(day)
    return float(_WEEKDAY[when.weekday()]), float(
        np.cos(2 * np.pi * (when.timetuple().tm_yday - 15) / 365.25)
    )


def _level(use: NDArray) -> NDArray:
    """A share of days on a log scale: 0 for one day in ten, about -1.6 for never."""
    return np.log((use + 0.025) / 0.125)


def _share(log_odds: NDArray) -> NDArray:
    return 1 / (1 + np.exp(-log_odds))


def _spread(n: int, who: NDArray, values: NDArray) -> NDArray:
    everyone = np.zeros(n, bool)
    everyone[who] = values
    return everyone
