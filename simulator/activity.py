"""What a day leaves in web, app and e-mail tracking.

Rows are dictionaries of equally long integer arrays; `texts` turns their codes into words. Always there:
`person` (number) and `when` (seconds since the start of the run).

The rare outcome, buying a gift, is the web event `gift_purchased` with a numeric `amount` in its properties.
"""

import numpy as np
from numpy.typing import NDArray

from simulator.behaviour import Today
from simulator.config import DAY, Config, Purpose
from simulator.devices import PHONE, Devices
from simulator.people import ACTIVE, REGISTERED, SECTIONS, People, State

Rows = dict[str, NDArray]

EVENTS = (
    "page_viewed",
    "article_read",
    "video_watched",
    "paywall_hit",
    "pricing_viewed",
    "checkout_started",
    "logged_in",
    "registered",
    "cancellation_page_viewed",
    "gift_purchased",
    "app_opened",
    "app_login",
    "audio_played",
    "podcast_followed",
    "page_view",
    "email_sent",
    "email_opened",
    "email_clicked",
    "email_unsubscribed",
)
EVENT = {name: code for code, name in enumerate(EVENTS)}
GIFT_AMOUNTS = (29.0, 49.0, 99.0)
PLANS = ("basic", "premium")

_HOURS = np.array([2, 1, 1, 1, 2, 5, 10, 14, 12, 9, 8, 9, 11, 9, 7, 7, 8, 10, 12, 14, 15, 14, 9, 3], float)
_ARTICLES = 60  # per section
_SEND_WEEKDAY = 1
_QUIET = 150  # days without a visit after which no newsletter is sent


def visits(
    people: People,
    state: State,
    today: Today,
    devices: Devices,
    subscriber: NDArray,
    day: int,
    config: Config,
) -> tuple[Rows, Rows]:
    """Web and app rows of a day. `state` is that after the day, `subscriber` numbers accounts (-1: none)."""
    rng = config.generator(Purpose.ACTIVITY, day)
    happened = today.happened
    who = np.flatnonzero(today.visited)
    n = len(who)
    registers, starts = happened["registered"][who], happened["started"][who]
    buys = starts | happened["upgraded"][who] | happened["gift"][who]
    pricing = today.pricing[who] | starts | happened["upgraded"][who]
    leaving = today.cancel_page[who] | (happened["cancelled"][who] & (rng.random(n) < 0.7))
    on_web = registers | buys | pricing | leaving | today.paywall[who]
    # Who has no account yet uses one browser: app and second browser come with the account.
    known = subscriber[who] >= 0
    in_app = people.has_app[who] & (rng.random(n) < people.app_share[who]) & ~on_web & known
    slot = np.where(in_app, PHONE, people.second_browser[who] & (rng.random(n) < 0.3) & known)
    use = devices.use(who, slot, subscriber[who] >= 0, registers | buys, rng)
    # Late evenings end at midnight: a visit belongs to one day.
    begin = rng.choice(24, n, p=_HOURS / _HOURS.sum()) * 3_600 + rng.integers(0, 3_000, n)

    reads, watches = today.reads[who], today.watches[who]
    pages = np.where(in_app, 0, np.minimum(rng.poisson(0.08, n), 5) + ~(reads | watches))
    reading = np.repeat(np.arange(n), pages)
    article = (_ARTICLES * rng.random(len(reading)) ** 2).astype(int)
    section = np.where(
        rng.random(len(reading)) < 0.6,
        people.section[who[reading]],
        rng.integers(0, len(SECTIONS), len(reading)),
    )
    position = 1 + np.arange(len(reading)) - np.repeat(np.cumsum(pages) - pages, pages)
    parts = [(reading, np.full(len(reading), EVENT["page_viewed"]), section, article, position)]

    def add(
        event: str, mask: NDArray, order: int, section: NDArray | int = -1, number: NDArray | int = -1
    ) -> None:
        at = np.flatnonzero(mask)
        parts.append(
            (at, np.full(len(at), EVENT[event]), _at(section, at), _at(number, at), np.full(len(at), order))
        )

    account = subscriber[who]
    checkout = buys & ~happened["gift"][who] | (pricing & ~buys & (rng.random(n) < 0.12))
    plan = (today.premium_start | happened["upgraded"])[who].astype(int)
    favourite = np.where(rng.random(n) < 0.7, people.section[who], rng.integers(0, len(SECTIONS), n))
    seconds = 10 * (1 + rng.gamma(1.5, 6 * np.exp(0.2 * people.interest[who])).astype(int))
    seconds = np.minimum(seconds, 3_600)
    add("app_opened", in_app, 0)
    add("app_login", in_app & use.logs_in, 0, number=account)
    add("logged_in", ~in_app & use.logs_in & ~registers, 0)
    add("article_read", reads, 7, section=favourite, number=seconds)
    add("video_watched", watches & ~in_app, 8, section=favourite, number=seconds)
    add("audio_played", watches & in_app, 8, section=favourite, number=seconds)
    add("paywall_hit", today.paywall[who], 9, section=favourite)
    add("registered", registers, 10)
    add("pricing_viewed", pricing, 10)
    add("checkout_started", checkout, 11, number=plan)
    add("cancellation_page_viewed", leaving, 10)
    add("gift_purchased", happened["gift"][who], 12, number=rng.integers(0, len(GIFT_AMOUNTS), n))
    if day >= config.day_of(config.new_event):
        follows = config.generator(Purpose.NEW_EVENT, day).random((2, n))
        add("podcast_followed", ~in_app & (follows[0] < 0.12), 9, number=(follows[1] * 20).astype(int))

    visit, name, section, number, order = (np.concatenate(column) for column in zip(*parts, strict=True))
    if day >= config.day_of(config.rename):
        name[name == EVENT["page_viewed"]] = EVENT["page_view"]
    when = day * DAY + begin[visit] + order * 45 + rng.integers(0, 45, len(visit))
    # A registration is recognised from its own event on; other logins from the start of the visit.
    recognised = use.recognised[visit] & (~registers[visit] | (order >= 10))
    rows = {
        "person": who[visit],
        "when": when,
        "identifier": use.identifier[visit],
        "subscriber": np.where(recognised, account[visit], -1),
        "name": name,
        "section": section,
        "number": number,
    }
    app = in_app[visit]
    return {k: v[~app] for k, v in rows.items()}, {k: v[app] for k, v in rows.items() if k != "subscriber"}


def newsletters(
    people: People, state: State, listed: NDArray, subscriber: NDArray, day: int, config: Config
) -> Rows:
    """E-mail rows of what is sent on a day, with what becomes of it later; unsubscribing changes `listed`."""
    rng = config.generator(Purpose.EMAIL, day)
    due = (config.date_of(day).weekday() == _SEND_WEEKDAY) & (people.mail_day == day // 7 * 7 % 28)
    who = np.flatnonzero(due & listed & (subscriber >= 0) & (state.since_visit < _QUIET))
    n = len(who)
    sent = day * DAY + 6 * 3_600 + np.arange(n) // 20 * 60
    likely = people.opening[who] + 0.5 * state.mood[who] + 0.3 * (state.status[who] == ACTIVE)
    opened = rng.random(n) < 1 / (1 + np.exp(-likely))
    open_time = sent + 60 + rng.exponential(6 * 3_600, n).astype(int)
    clicked = opened & (rng.random(n) < 0.2)
    left = rng.random(n) < np.where(state.status[who] == REGISTERED, 0.012, 0.005)
    leave_time = np.where(opened, open_time, sent) + 120
    listed[who[left]] = False
    steps = (
        ("email_sent", np.ones(n, bool), sent),
        ("email_opened", opened, open_time),
        ("email_clicked", clicked, open_time + rng.integers(5, 120, n)),
        ("email_unsubscribed", left, leave_time),
    )
    return {
        "person": np.concatenate([who[mask] for _, mask, _ in steps]),
        "when": np.concatenate([time[mask] for *_, mask, time in steps]),
        "name": np.concatenate([np.full(mask.sum(), EVENT[name]) for name, mask, _ in steps]),
        "campaign": np.full(sum(int(mask.sum()) for _, mask, _ in steps), day // 7),
    }


def _at(values: NDArray | int, index: NDArray) -> NDArray:
    return values[index] if isinstance(values, np.ndarray) else np.full(len(index), values)
