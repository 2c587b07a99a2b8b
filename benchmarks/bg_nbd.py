"""The BG/NBD model of repeat buying, a peer to hold propensities of customers who may come back against.

From its authors' formulae: Fader, Hardie and Lee, "'Counting Your Customers' the Easy Way: An Alternative to
the Pareto/NBD Model", Marketing Science 24 (2005). While a customer is alive, purchases follow a Poisson
process whose rate differs between customers by a gamma distribution of shape r and scale alpha; after each
repeat purchase a customer is lost with a chance that differs by a beta distribution of a and b.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1


class BgNbd(NamedTuple):
    """The four parameters; alpha is in the unit of time of what they were fitted to."""

    r: float
    alpha: float
    a: float
    b: float


def summaries(purchases: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """What the model reads of each customer, by customer_id, from purchases (customer_id, date) before a day.

    `frequency`: repeat purchases, those of one day counted once. `recency`: weeks from the first to the last.
    `age`: weeks from the first to the last day that was seen, as the authors count.
    """
    days = purchases[purchases["date"] < until].groupby("customer_id")["date"].agg(["nunique", "min", "max"])
    week = pd.Timedelta(weeks=1)
    return pd.DataFrame(
        {
            "frequency": days["nunique"] - 1,
            "recency": (days["max"] - days["min"]) / week,
            "age": (until - pd.Timedelta(days=1) - days["min"]) / week,
        }
    )


def log_likelihood(model: BgNbd, customers: pd.DataFrame) -> np.ndarray:
    """Of each customer's history, shape (customers,): the authors' equation (6), in logarithms."""
    r, alpha, a, b = model
    x, t_x, age = (customers[name].to_numpy(float) for name in ("frequency", "recency", "age"))
    repeats = np.maximum(x, 1)  # without a repeat purchase nobody can have been lost
    alive = -(r + x) * np.log(alpha + age)
    lost = np.log(a) - np.log(b + repeats - 1) - (r + x) * np.log(alpha + t_x)
    rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stays = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    return rate + stays + np.logaddexp(alive, np.where(x > 0, lost, -np.inf))


def fit(customers: pd.DataFrame) -> BgNbd:
    """The most likely parameters of `summaries`. Raises RuntimeError if none are found."""

    def loss(logarithms: np.ndarray) -> float:
        return -log_likelihood(BgNbd(*np.exp(logarithms)), customers).mean()

    found = minimize(loss, np.zeros(4), method="L-BFGS-B", options={"ftol": 1e-13, "gtol": 1e-8})
    if not found.success:
        raise RuntimeError(f"No most likely BG/NBD parameters were found: {found.message}")
    return BgNbd(*np.exp(found.x))


def expected_purchases(model: BgNbd, customers: pd.DataFrame, weeks: float) -> np.ndarray:
    """Purchases expected of each customer in the next `weeks`, shape (customers,): their equation (10)."""
    r, alpha, a, b = model
    x, t_x, age = (customers[name].to_numpy(float) for name in ("frequency", "recency", "age"))
    later = alpha + age + weeks
    unseen = ((alpha + age) / later) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, weeks / later)
    repeats = np.maximum(x, 1)
    odds_lost = np.where(x > 0, a / (b + repeats - 1) * ((alpha + age) / (alpha + t_x)) ** (r + x), 0)
    return (a + b + x - 1) / (a - 1) * (1 - unseen) / (1 + odds_lost)
