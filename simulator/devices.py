"""Browsers and phones: which identifier a visit shows, and who is logged in on it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.config import Config, Purpose
from simulator.people import People

SLOTS = 3  # per person: first browser, second browser, phone
PHONE = 2
_PAIR_SHARE = 0.004  # of people use a browser or phone that belongs to someone else
_LOST_COOKIE = 0.006  # chance, per visit, that a browser comes back with a new cookie
_LOGIN_WEB, _LOGIN_APP = 0.55, 0.75  # chance, per visit, of logging in where not logged in
_AGAIN = 0.03  # chance of being asked to log in again


@dataclass
class Use:
    """One visit each: the device's number, who is recognised on it, and who logs in now."""

    identifier: NDArray  # cookie or device number
    recognised: NDArray  # bool: the visitor is logged in, from the first event or after logging in
    logs_in: NDArray  # bool


class Devices:
    """Every browser and phone. Cookies and devices are numbered in the order in which they first appear."""

    def __init__(self, people: People, config: Config) -> None:
        n = len(people)
        self.noise = config.noise
        self.owner = np.arange(n * SLOTS).reshape(n, SLOTS)
        rng = config.generator(Purpose.PEOPLE, 1)
        base = np.flatnonzero(people.arrival < 0)
        pairs = min(max(round(n * _PAIR_SHARE), 1), len(base) // 2)
        chosen = rng.permutation(base)[: 2 * pairs].reshape(-1, 2)
        slot = np.where(people.has_app[chosen].all(axis=1) & (rng.random(pairs) < 0.4), PHONE, 0)
        self.owner[chosen[:, 0], slot] = self.owner[chosen[:, 1], slot]
        self.identifier = np.full(n * SLOTS, -1)
        self.logged_in = np.full(n * SLOTS, -1)  # person number
        self.seen = {"cookie": 0, "device": 0}

    def use(
        self, who: NDArray, slot: NDArray, known: NDArray, must: NDArray, rng: np.random.Generator
    ) -> Use:
        """Visits of `who` on their `slot`; `known` have an account, `must` log in (they register or pay)."""
        unit = self.owner[who, slot]
        phone = slot == PHONE
        lost = (rng.random(len(who)) < _LOST_COOKIE * self.noise) & ~phone
        self.logged_in[unit[lost]] = -1
        for kind, mask in (("cookie", ~phone), ("device", phone)):
            new = np.unique(unit[mask & (lost | (self.identifier[unit] < 0))])
            self.identifier[new] = self.seen[kind] + np.arange(len(new))
            self.seen[kind] += len(new)
        already = self.logged_in[unit] == who
        chance = np.where(already, _AGAIN, np.where(phone, _LOGIN_APP, _LOGIN_WEB))
        logs_in = known & ((rng.random(len(who)) < chance) | (must & ~already))
        self.logged_in[unit[logs_in]] = who[logs_in]
        kept = already & (rng.random(len(who)) < 0.85)  # not every page passes the login on
        return Use(self.identifier[unit], logs_in | kept, logs_in)
