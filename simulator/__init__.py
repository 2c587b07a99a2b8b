"""A seeded simulator of an invented subscription media company.

It writes the raw tables its web tracking, app, billing, e-mail and support systems would export, and the
truth that only a simulator can know: who is behind each identifier, and each person's real propensities.

The story is told in order by `config` (what can be chosen), `people` (who they are and their state),
`behaviour` (a day's step and its hazards), `devices` and `activity` (what a day leaves in web, app and e-mail
tracking), `records` (billing and support), `exports` (raw tables with their mess) and `truth`.
"""

from simulator.config import Config
from simulator.exports import write
from simulator.world import simulate

__all__ = ["Config", "simulate", "write"]
