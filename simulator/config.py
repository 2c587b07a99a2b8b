"""What can be chosen about a simulated world."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

import numpy as np

SOURCES = (
    "web_events",
    "app_events",
    "billing_accounts",
    "billing_subscription_changes",
    "billing_payments",
    "email_events",
    "support_tickets",
    "survey_responses",
)
DAY = 86_400  # seconds


class Purpose(IntEnum):
    """What random numbers are for: each purpose has its own generator per day, so none disturbs another."""

    PEOPLE = 1
    STEP = 2
    ACTIVITY = 3
    EMAIL = 4
    RECORDS = 5
    MESS = 6
    NEW_EVENT = 7
    SURVEY = 8
    CONTINUATION = 9
    HISTORY = 10
    OUTAGE = 11


@dataclass(frozen=True)
class Config:
    """One world. The same configuration always gives the same bytes.

    A longer run (`days`) of an otherwise equal configuration holds every raw row of the shorter one. The
    dated switches change nothing that happens before their date.
    """

    people: int = 4_000
    days: int = 546
    start: date = date(2025, 1, 1)
    seed: int = 7
    continuations: int = 200
    """Simulated continuations behind each true propensity; 0 leaves the propensities out."""
    noise: float = 1.0
    """Scales junk ids, lost cookies, untidy addresses and impossible dates; 0 is a tidy company."""
    duplicate_share: float = 0.005
    late_share: float = 0.01
    new_event: date | None = None
    """From this date the web site also sends `podcast_followed`."""
    new_source: date | None = None
    """From this date `survey_responses` is exported too."""
    rename: date | None = None
    """From this date `page_viewed` is sent as `page_view`."""
    shift: date | None = None
    """From this date other things drive cancelling and reading."""
    outage_source: str | None = None
    outage_from: date | None = None
    outage_to: date | None = None
    """Rows of `outage_source` that occur in [outage_from, outage_to) are not exported..."""
    outage_late: bool = False
    """...or, with this, are loaded in the first days after the outage."""

    def __post_init__(self) -> None:
        if self.people < 1 or self.days < 1:
            raise ValueError("people and days must be at least 1")
        if not 0 <= self.duplicate_share <= 1 or not 0 <= self.late_share <= 1:
            raise ValueError("duplicate_share and late_share must be shares between 0 and 1")
        if self.noise < 0 or self.continuations < 0:
            raise ValueError("noise and continuations must not be negative")
        outage = (self.outage_source, self.outage_from, self.outage_to)
        if any(part is not None for part in outage):
            if any(part is None for part in outage):
                raise ValueError("an outage needs a source, a first date and an end date")
            if self.outage_source not in SOURCES:
                raise ValueError(f"unknown source {self.outage_source!r}; one of {', '.join(SOURCES)}")
            if self.outage_from >= self.outage_to:
                raise ValueError("an outage must end after it begins")

    @property
    def as_of(self) -> date:
        """The day after the last simulated day."""
        return self.start + timedelta(days=self.days)

    def day_of(self, when: date | None) -> float:
        """The day number of a date (0 is the start); infinity for no date."""
        return float("inf") if when is None else (when - self.start).days

    def date_of(self, day: int) -> date:
        """The date of a day number."""
        return self.start + timedelta(days=int(day))

    def generator(self, purpose: Purpose, day: int = 0, *more: int) -> np.random.Generator:
        """The generator for one purpose on one day; it knows nothing of the length of the run."""
        return np.random.default_rng([self.seed, int(purpose), day + 10_000, *more])
