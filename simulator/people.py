"""Who the people are: traits that never change, and the state that every day changes."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from simulator.config import Config, Purpose

ANONYMOUS, REGISTERED, ACTIVE = 0, 1, 2
COUNTRIES = ("DE", "FR", "GB", "NL", "SE", "US")
CHANNELS = ("organic", "search", "social", "partner", "campaign")
SECTIONS = ("world", "politics", "business", "sport", "culture", "science", "opinion")
DOMAINS = ("example.com", "example.org", "example.net")

WARM_UP = 90  # days lived before the first exported day, so that the first day is an ordinary day
BASE_SHARE = 0.62  # of all people are there from the beginning
ARRIVAL_DAYS = 546  # over which the others arrive, however long the run: a longer run must not move them

_COUNTRY_SHARE = (0.30, 0.18, 0.17, 0.12, 0.09, 0.14)
_CHANNEL_SHARE = (0.32, 0.26, 0.16, 0.10, 0.16)
_CHANNEL_PRICE = np.array([-0.7, -0.2, 0.4, 0.3, 1.2])  # campaigns bring bargain hunters


class Columns:
    """Arrays of one value per person, in one order."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def take(self, index: NDArray) -> Self:
        """A copy of the people at `index` (repeats allowed)."""
        return type(self)(**{f.name: getattr(self, f.name)[index] for f in fields(self)})


@dataclass
class People(Columns):
    """Traits that never change. Unless said otherwise, scores of mean 0 and spread 1; all hidden."""

    arrival: NDArray  # day number of the first visit; before the start for the base
    interest: NDArray  # in what the company publishes
    pull: NDArray  # log-odds of a visit on an ordinary day
    price: NDArray  # sensitivity to price
    media: NDArray  # taste for video and audio, which premium is about
    card_risk: NDArray  # log-odds that a payment fails
    complaining: NDArray  # log of how much more often than others this person writes to support
    opening: NDArray  # log-odds of opening a newsletter
    country: NDArray  # index into COUNTRIES
    channel: NDArray  # index into CHANNELS
    section: NDArray  # favourite, index into SECTIONS
    has_app: NDArray
    app_share: NDArray  # of visits made in the app, if there is one
    second_browser: NDArray
    opted_in: NDArray  # to newsletters, until unsubscribing
    mail_day: NDArray  # of the four-week newsletter cycle
    address: NDArray  # number in the e-mail address
    domain: NDArray  # index into DOMAINS


@dataclass
class State(Columns):
    """What a day changes. The hazards of a day depend on this alone (and on traits and the date)."""

    status: NDArray  # ANONYMOUS, REGISTERED or ACTIVE
    premium: NDArray  # plan, while active
    mood: NDArray  # hidden; returns to 0 within about a month
    habit: NDArray  # recent share of days with a visit, fading over weeks
    absorbed: NDArray  # recent share of days with an article read to the end
    watching: NDArray  # recent share of days with video or audio
    since_visit: NDArray  # days since the last visit
    tenure: NDArray  # days since the subscription started, or since the last change of status
    grievance: NDArray  # left by complaints and failed payments, fading
    failed: NDArray  # recent failed payments, fading
    wanting: NDArray  # recent looks at the paywall and the prices, fading
    intent: NDArray  # recent looks at the cancellation page, fading
    fade: NDArray  # slow drift away of people who do not subscribe


def invent_people(config: Config) -> People:
    """Everyone who will ever appear, whatever the number of days."""
    rng = config.generator(Purpose.PEOPLE)
    n = config.people
    base = round(n * BASE_SHARE)
    arrival = np.full(n, -WARM_UP)
    # Sorted, so that numbers follow arrival as they do in real systems.
    arrival[base:] = np.sort(rng.integers(0, ARRIVAL_DAYS, n - base))
    interest, visits, price, media, card, complaining, opening = rng.standard_normal((7, n))
    channel = rng.choice(len(CHANNELS), n, p=_CHANNEL_SHARE)
    return People(
        arrival=arrival,
        interest=interest,
        pull=-2.22 + 0.13 * interest + 0.18 * visits,
        price=_CHANNEL_PRICE[channel] + 0.15 * price,
        media=media,
        card_risk=-3.3 + 1.0 * card,
        complaining=0.9 * complaining - 0.4,
        opening=-0.8 + 0.7 * interest + 0.5 * opening,
        country=rng.choice(len(COUNTRIES), n, p=_COUNTRY_SHARE),
        channel=channel,
        section=rng.integers(0, len(SECTIONS), n),
        has_app=rng.random(n) < 0.36,
        app_share=rng.beta(3, 2, n),
        second_browser=rng.random(n) < 0.35,
        opted_in=rng.random(n) < 0.37,
        mail_day=rng.integers(0, 4, n) * 7,
        address=rng.permutation(n) + 100,
        domain=rng.choice(len(DOMAINS), n, p=(0.6, 0.25, 0.15)),
    )


def first_state(people: People, config: Config) -> State:
    """The state at the beginning of the warm-up."""
    rng = config.generator(Purpose.HISTORY)
    n = len(people)
    base = people.arrival < 0
    rank = rng.random(n) + 0.12 * people.interest
    status = np.where(
        base, np.where(rank > 0.38, ACTIVE, np.where(rank > 0.1, REGISTERED, ANONYMOUS)), ANONYMOUS
    )
    active = status == ACTIVE
    premium = active & (rng.random(n) < 0.2)
    rate = 1 / (1 + np.exp(-people.pull))
    zero = np.zeros(n)
    return State(
        status=status,
        premium=premium,
        mood=0.8 * rng.standard_normal(n),
        habit=np.where(base, rate, 0.08),
        absorbed=np.where(base, rate, 0.08) / (1 + np.exp(-people.interest)),
        watching=np.where(base, rate, 0.08) / (1 + np.exp(1.2 - people.media)),
        since_visit=np.where(base, np.minimum(rng.geometric(np.clip(rate, 0.01, 1)), 60), 10_000).astype(
            float
        ),
        tenure=np.where(base, np.minimum(rng.exponential(300, n).round() + 1, 1_500), 0.0),
        grievance=zero.copy(),
        failed=zero.copy(),
        wanting=zero.copy(),
        intent=zero.copy(),
        fade=np.where(base & ~active, 1.5 * rng.random(n), 0.0),
    )
