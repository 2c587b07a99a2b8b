"""Sigmoid (Platt) calibration on the log-odds, shrunk toward what penalised estimators usually need.

Platt (1999), "Probabilistic outputs for support vector machines", with normal priors in place of his smoothed
targets: shift around 0, slope around a little more than 1, since a penalty draws log-odds together. Ten
positives hardly move priors of this width, thousands overrule them.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq, minimize
from scipy.special import expit, log_expit

# The mean and the deviation of what 27 predictions of seven simulated companies wanted.
USUAL_SLOPE = 1.24
SLOPE_SD = 0.09
SHIFT_SD = 0.7
LEAST_SLOPE = 0.05  # keeps the order of propensities; a slope this low already says the model knows nothing
LARGEST_LOG_ODDS = 30.0


class Sigmoid(NamedTuple):
    """Calibrated log-odds = slope * log-odds + intercept; slope > 0."""

    slope: float
    intercept: float


def fit_sigmoid(log_odds: np.ndarray, labels: np.ndarray, humans: np.ndarray) -> Sigmoid:
    """Fit slope and intercept on rows (log-odds, 0/1 labels, human ids) the model was not fitted on.

    Rows of one human repeat each other, so the likelihood counts as much as there are humans among the
    positives. Without both classes there is nothing to learn from but the priors.
    """
    positives = int(labels.sum())
    if positives in (0, len(labels)):
        return Sigmoid(USUAL_SLOPE, 0.0)
    rarer = labels == (1 if 2 * positives <= len(labels) else 0)
    weight = len(np.unique(humans[rarer])) / rarer.sum()
    # Around the mean log-odds of the rarer class slope and shift hardly pull on each other.
    centre = float(log_odds[rarer].mean())
    deviation = log_odds - centre
    sign = np.where(labels == 1, 1.0, -1.0)

    def objective(parameters):
        slope, shift = parameters
        margin = sign * (slope * deviation + centre + shift)
        residual = -sign * expit(-margin)
        loss = (
            -weight * log_expit(margin).sum()
            + ((slope - USUAL_SLOPE) / SLOPE_SD) ** 2 / 2
            + (shift / SHIFT_SD) ** 2 / 2
        )
        gradient = [
            weight * (residual * deviation).sum() + (slope - USUAL_SLOPE) / SLOPE_SD**2,
            weight * residual.sum() + shift / SHIFT_SD**2,
        ]
        return loss, np.array(gradient)

    bounds = [(LEAST_SLOPE, None), (None, None)]
    slope, shift = minimize(objective, [USUAL_SLOPE, 0.0], jac=True, method="L-BFGS-B", bounds=bounds).x
    return Sigmoid(float(slope), float(centre + shift - slope * centre))


def fit_level(log_odds: np.ndarray, labels: np.ndarray, slope: float) -> float:
    """The intercept with which propensities of this slope add up to the positives; needs both classes."""
    scaled = slope * log_odds
    low, high = -scaled.max() - 2 * LARGEST_LOG_ODDS, -scaled.min() + 2 * LARGEST_LOG_ODDS
    return float(brentq(lambda intercept: expit(scaled + intercept).sum() - labels.sum(), low, high))


def propensities(log_odds: np.ndarray, sigmoid: Sigmoid) -> np.ndarray:
    """Calibrated probabilities (rows,), strictly between 0 and 1 and finite."""
    return expit(np.clip(sigmoid.slope * log_odds + sigmoid.intercept, -LARGEST_LOG_ODDS, LARGEST_LOG_ODDS))


def log_losses(log_odds: np.ndarray, labels: np.ndarray, sigmoid: Sigmoid) -> np.ndarray:
    """Negative log-likelihood (rows,) of 0/1 labels, in nats."""
    calibrated = sigmoid.slope * log_odds + sigmoid.intercept
    return -log_expit(np.where(labels == 1, calibrated, -calibrated))
