"""Whether the grading can be fooled: worlds in which the truth is known, graded by the SQL of a build.

`python -m benchmarks.worlds` does the same with as many worlds as it takes to see a rate to a percent.
"""

import numpy as np
import pandas as pd
import pytest

from benchmarks.worlds import LEAKS, World, covered, evaluations, graded, people_of, simulated


@pytest.fixture(scope="module")
def world() -> dict:
    return graded(World("world", 1, 0.1, signal=1.5))


def test_intervals_cover_the_auc_among_fresh_people_and_half_as_wide_they_would_not():
    worlds = [
        World(f"{rate} {seed}", seed, rate, fresh_people=100_000)
        for rate in (0.02, 0.2)
        for seed in range(20)
    ]
    found = simulated(worlds)
    assert covered(found).mean() >= 0.85
    assert (found["roc_auc"] - found["true_roc_auc"]).mean() == pytest.approx(0, abs=0.01)
    middle, half = found["roc_auc"], (found["roc_auc_high"] - found["roc_auc_low"]) / 4
    halved = found.assign(roc_auc_low=middle - half, roc_auc_high=middle + half)
    assert covered(halved).mean() < 0.85


def test_nothing_is_approved_as_something():
    found = simulated([World(f"{seed}", 100 + seed, 0.1, signal=0.0) for seed in range(40)])
    assert found["is_approved"].sum() <= 2
    assert set(found.loc[~found["is_approved"], "doubt"]) <= {"no_signal", "too_few_outcomes"}


def test_something_is_approved(world):
    (row,) = evaluations([world]).to_dict("records")
    assert row["is_approved"] and row["skill"] > 0.05


def at_several_times(world: dict, change) -> dict:
    """The evaluation of a model as if each date of its holdout were of an origin of its own; the last is 1.

    change: takes the scores of a date and its origin, and returns what that origin's model said.
    """
    parts = []
    for origin, date in enumerate(sorted(world["scores"]["feature_date"].unique(), reverse=True), start=1):
        scores = world["scores"][world["scores"]["feature_date"] == date]
        version = f"v{origin}"
        model = {**world["model"], "model_version": version, "origin": origin}
        parts.append(
            {
                **world,
                "model": model,
                "scores": change(scores, origin).assign(model_version=version, origin=origin),
            }
        )
    found = evaluations(parts)
    return found[found["is_latest"]].to_dict("records")[0]


def said_nothing(scores, origin):
    return scores.assign(propensity=0.1) if origin == 3 else scores


def test_a_model_as_good_at_every_time_is_stable_and_one_that_failed_at_one_of_four_is_not(world):
    steady = at_several_times(world, lambda scores, origin: scores)
    assert steady["is_approved"] and steady["roc_auc_spread"] < 0.03
    failed = at_several_times(world, said_nothing)
    assert (failed["doubt"], failed["is_approved"]) == ("unstable", False)


def test_a_handful_of_outcomes_at_some_times_makes_nothing_unstable(world):
    def few(scores, origin):
        if origin == 1:
            return scores
        return pd.concat([scores[scores["label"] == 1].head(3), scores[scores["label"] == 0].head(500)])

    found = at_several_times(world, few)
    assert found["doubt"] != "unstable" and found["roc_auc_spread"] < 0.08


def test_times_at_which_few_were_asked_are_not_drowned_by_the_latest(world):
    def lately_good(scores, origin):
        if origin == 1:
            return scores
        return scores.head(400).assign(propensity=np.random.default_rng(origin).random(400))

    assert at_several_times(world, lately_good)["doubt"] in ("no_signal", "unstable")


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_named_and_not_approved(leak):
    found = simulated([World(f"{seed}", 200 + seed, 0.1, leak=leak) for seed in range(4)])
    assert not found["is_approved"].any()
    assert (found["doubt"] == "leaking").all()
    assert found["reason"].str.contains(f"'{leak}'").all()


@pytest.mark.parametrize("ranked_by", ["nothing", "chance", "days_since_last_event"])
def test_a_constant_a_random_and_a_renamed_prediction_are_refused(ranked_by, world):
    held_out = people_of(World("world", 1, 0.1, signal=1.5), np.random.default_rng([1, 1]), 2_000, 12)
    held_out = held_out.tail(len(world["scores"]))
    score = {
        "nothing": np.full(len(held_out), 0.1),
        "chance": np.random.default_rng(3).random(len(held_out)),
        "days_since_last_event": 1 / (1 + held_out["days_since_last_event"].to_numpy()),
    }[ranked_by]
    (row,) = evaluations([{**world, "scores": world["scores"].assign(propensity=score)}]).to_dict("records")
    assert not row["is_approved"]
    assert row["doubt"] == "no_signal"


def test_ties_inflate_neither_lift_nor_deciles(world):
    """Everybody alike, ids in the order of the outcome: who breaks ties by id finds all of it on top."""
    scores = world["scores"].assign(propensity=0.1)
    scores["person_id"] = [f"{label}{place:06d}" for place, label in enumerate(scores["label"])]
    (row,) = evaluations([{**world, "scores": scores}]).to_dict("records")
    assert row["lift_at_10_percent"] == pytest.approx(1, abs=1e-9)
    assert row["calibration_error"] < row["calibration_error_by_chance"] * 3


def test_an_outcome_of_one_in_two_hundred_is_graded_and_approved():
    found = evaluations([graded(World("rare", 5, 0.005, signal=2.0, people=12_000))]).to_dict("records")
    assert 0.003 < found[0]["base_rate"] < 0.008
    assert found[0]["is_approved"] and found[0]["lift_at_10_percent"] > 3


def test_calibration_by_chance_is_what_drawing_the_outcomes_anew_gives(world):
    """Outcomes drawn from the propensities, each row for itself: distances are as large as was expected."""
    random = np.random.default_rng(7)
    scores = world["scores"].drop_duplicates("human_id")
    drawn = [
        {
            "model": {**world["model"], "prediction_name": f"d{number}", "model_version": f"d{number}"},
            "scores": scores.assign(
                prediction_name=f"d{number}",
                model_version=f"d{number}",
                label=(random.random(len(scores)) < scores["propensity"]).astype(int),
            ),
            "roc_auc": 0.5,
        }
        for number in range(60)
    ]
    found = evaluations(drawn)
    assert found["calibration_error"].mean() == pytest.approx(
        found["calibration_error_by_chance"].mean(), rel=0.1
    )
