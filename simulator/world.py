"""The run: day after day, then the export."""

import numpy as np
import pyarrow as pa

from simulator import activity, records, truth
from simulator.behaviour import step
from simulator.config import SOURCES, Config, Purpose
from simulator.devices import Devices
from simulator.exports import mess, to_table
from simulator.people import WARM_UP, State, first_state, invent_people
from simulator.texts import Texts


def simulate(config: Config) -> dict[str, pa.Table]:
    """Live the configured world: its raw tables by name, `truth/identities` and `truth/propensities`."""
    people = invent_people(config)
    state = first_state(people, config)
    devices = Devices(people, config)
    subscriber = np.full(len(people), -1)  # number of each person's account, in order of registering
    listed = people.opted_in.copy()
    exported: dict[str, list[activity.Rows]] = {source: [] for source in SOURCES}

    def export(table: str, rows: activity.Rows, day: int) -> None:
        exported[table].append(mess(table, rows, day, config))

    accounts, changes = records.history(state, subscriber, config)
    export("billing_accounts", accounts, -WARM_UP - 1)
    export("billing_subscription_changes", changes, -WARM_UP - 1)
    wanted = {day for prediction in truth.PREDICTIONS for day in truth.feature_days(prediction, config)}
    kept: dict[int, State] = {}
    everyone = np.arange(len(people))
    for day in range(-WARM_UP, config.days):
        if day in wanted:
            kept[day] = state.take(everyone)
        premium = state.premium.copy()
        today = step(people, state, day, config, config.generator(Purpose.STEP, day))
        accounts, changes, payments = records.billing(people, premium, today, subscriber, day, config)
        export("billing_accounts", accounts, day)
        export("billing_subscription_changes", changes, day)
        export("billing_payments", payments, day)
        if day < 0:
            continue  # tracking and support begin at the start; billing is older
        web, app = activity.visits(people, state, today, devices, subscriber, day, config)
        export("web_events", web, day)
        export("app_events", app, day)
        export("email_events", activity.newsletters(people, state, listed, subscriber, day, config), day)
        export("support_tickets", records.tickets(today, day, config), day)
        if day >= config.day_of(config.new_source):
            export("survey_responses", records.surveys(people, state, day, config), day)
    kept[config.days] = state

    texts = Texts(people, subscriber, config)
    tables: dict[str, pa.Table] = {}
    seen: list[tuple] = []
    for name, days in exported.items():
        if days:
            tables[name], rows = to_table(name, days, texts, config)
            seen += truth.sightings(name, tables[name], rows, texts.person_of)
    tables["truth/identities"] = truth.identities(seen)
    if config.continuations:
        tables["truth/propensities"] = truth.propensities(people, kept, config)
    return tables
