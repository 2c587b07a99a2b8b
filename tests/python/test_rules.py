"""The naive rules that a model has to beat, and what knows too much."""

import json

import numpy as np
import pyarrow as pa
import pytest
from sklearn.metrics import roc_auc_score
from test_fitting import batches, world

from propensity import BESIDE_RULES, fit, score_beside_rules
from propensity.artifacts import load_model
from propensity.rules import Contrast, column_aucs, purest_shares, rule_scores, sampled

RULES = [{"rule": "recency", "feature": "recency"}, {"rule": "frequency", "feature": "orders_90"}]
LOGISTIC = {"prediction_name": "buys", "estimator": "logistic_regression"}


def trained(frame, **spec) -> dict:
    (row,) = fit(batches(frame), [{**LOGISTIC, **spec}], (), RULES).to_pylist()
    return row


def beside(frame, row) -> np.ndarray:
    scored = pa.Table.from_batches(score_beside_rules(batches(frame), [row]), schema=BESIDE_RULES)
    return scored["baseline_score"].to_numpy()


def test_the_best_rule_is_found_and_ranks_unseen_people():
    frame, unseen = world(4000), world(4000, seed=9)
    row = trained(frame)
    assert roc_auc_score(unseen["label"], beside(unseen, row)) > 0.65
    assert json.loads(json.dumps(load_model(row)["rule"])) == load_model(row)["rule"]


@pytest.mark.parametrize(
    ("better", "name"),
    [
        (lambda frame: -frame["recency"].fillna(200), "recency"),
        (lambda frame: frame["recency"].fillna(-50), "reversed recency"),
        (lambda frame: frame["noise"] * 60, "best single feature noise"),
    ],
)
def test_a_rule_is_named_by_what_it_reads_and_turned_round_where_that_ranks_better(better, name):
    frame = world(4000)
    values = better(frame) / 20
    frame["label"] = (
        np.random.default_rng(4).random(4000) < 1 / (1 + np.exp(values.mean() + 1 - values))
    ).astype(int)
    row = trained(frame.drop(columns=["plan", "orders_90"]))
    assert row["baseline_name"] == name
    assert roc_auc_score(frame["label"], beside(frame, row)) > 0.65


def test_a_segment_of_a_few_cuts_is_found_where_two_features_only_matter_together():
    random = np.random.default_rng(3)
    frame = world(6000, seed=3)
    together = (frame["noise"] > 0.3) & (frame["orders_90"] > 2)
    frame["label"] = (random.random(6000) < np.where(together, 0.6, 0.1)).astype(int)
    row = trained(frame)
    assert row["baseline_name"] == "decision tree"
    leaves = load_model(row)["rule"]["leaves"]
    assert 3 <= len(leaves) <= 5
    assert roc_auc_score(frame["label"], beside(frame, row)) > 0.68


def test_a_declared_segment_takes_the_place_of_the_tree():
    frame = world(4000)
    frame["segment"] = np.where(frame["label"] == 1, np.arange(4000) % 10 < 9, np.arange(4000) % 10 < 1)
    row = trained(frame)
    assert row["baseline_name"] == "declared segment"
    assert "segment" not in json.loads(row["feature_names"])
    assert np.array_equal(beside(frame, row), frame["segment"].astype(float))


def kept(matrix: np.ndarray, labels: np.ndarray) -> Contrast:
    rows, weights = sampled(labels)
    return Contrast(matrix[rows], labels[rows], weights)


def test_the_auc_of_each_column_is_scikit_learns():
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, 3000)
    matrix = np.column_stack([random.normal(size=3000), random.integers(0, 3, 3000) + labels, labels * 1.0])
    matrix[::7, 0] = np.nan
    expected = [roc_auc_score(labels, np.nan_to_num(column, nan=-1e9)) for column in matrix.T]
    assert column_aucs(kept(matrix, labels)) == pytest.approx(np.array(expected))


def test_a_cut_singles_out_where_the_other_class_is_fifty_times_as_rare_in_it():
    """By shares of each class, so that a sample of one changes nothing; the rarer is looked for."""
    labels = np.repeat([1, 0], [1000, 30_000])
    alone = np.where(np.arange(31_000) < 400, 1.0, 0.0)  # 40 % of the positives
    few, many = alone.copy(), alone.copy()
    few[1000:1200] = 1.0  # and 200 of 30 000 negatives, 60 times as rare
    many[1000:1300] = 1.0  # and 300, 40 times as rare
    columns = np.column_stack([alone, few, many, -alone])
    assert purest_shares(kept(columns, labels)) == pytest.approx([0.4, 0.4, 0.0, 0.4])
    assert purest_shares(kept(columns, 1 - labels)) == pytest.approx([0.4, 0.4, 0.0, 0.4])


def test_what_knows_the_outcome_is_named_unless_it_is_trusted():
    frame = world(4000)
    frame["cancelled_early"] = frame["label"] * (np.arange(4000) % 2)
    row = trained(frame)
    assert (row["purest_feature"], row["purest_share"]) == ("cancelled_early", pytest.approx(0.5, abs=0.05))
    assert row["strongest_feature"] == "cancelled_early" and row["strongest_roc_auc"] < 0.8
    trusted = trained(frame, trusted_features="noise, cancelled_early")
    assert trusted["purest_feature"] != "cancelled_early" and trusted["purest_share"] < 0.05
    assert trusted["strongest_feature"] != "cancelled_early"


def test_up_to_three_of_either_kind_are_told_each_of_another_topic_and_trust_is_in_a_topic():
    frame = world(4000)
    knows, places = frame["label"], np.arange(4000)
    for place in range(4):
        frame[f"strong_{place}"] = knows * 1.0 * (places % 100 > place)  # an AUC of .995 and less
        frame[f"sibling_{place}"] = knows * 1.0 * (places % 100 > 10 + place)
        frame[f"pure_{place}"] = knows * 1.0 * (places % 10 > 5 + place)  # 40 % of the outcomes and less
    topics = [
        {"feature": f"{kind}_{place}", "topic": f"event {place}", "is_detail": False}
        for kind in ("strong", "sibling")
        for place in range(4)
    ]

    def told(trusted: str | None) -> dict[str, dict]:
        models = fit(batches(frame), [{**LOGISTIC, "trusted_features": trusted}], (), RULES, topics)
        (row,) = models.to_pylist()
        found = json.loads(row["suspects"])
        assert (found["feature_1"], found["roc_auc_1"]) == (
            row["strongest_feature"],
            row["strongest_roc_auc"],
        )
        places = range(1, len(found) // 4 + 1)
        return {
            found[f"feature_{place}"]: (found[f"topic_{place}"], found[f"roc_auc_{place}"])
            for place in places
        }

    # what ranks best singles most out as well
    assert list(told(None)) == ["strong_0", "strong_1", "strong_2"]
    assert told(None)["strong_0"] == ("event 0", pytest.approx(0.995, abs=0.005))
    rest = told("sibling_0, strong_1, strong_3")
    assert list(rest)[0] == "strong_2" and list(rest)[-2:] == ["pure_0", "pure_1"]
    assert rest["pure_0"] == ("pure_0", pytest.approx(0.7, abs=0.03))
    assert not {"strong_0", "sibling_1", "strong_3"} & set(rest)


def test_unknown_values_fall_on_the_side_where_the_tree_put_them():
    rule = {
        "kind": "tree",
        "design": {"columns": [("a", -1)], "categories": {}},
        "leaves": [
            {"path": [[0, 1.5, True, False]], "rate": 0.1},
            {"path": [[0, 1.5, False, True]], "rate": 0.9},
        ],
    }
    scores = rule_scores(rule, {"a": pa.array([1.0, 2.0, None, 1.5])})
    assert scores.tolist() == [0.1, 0.9, 0.9, 0.1]


def test_a_declared_segment_is_a_condition_on_what_was_known_of_those_asked_about(rebuilt_shop):
    blocks = rebuilt_shop.settings["predictions"]
    asked = {"buy_7d": {**blocks["buy_7d"], "segment": "tier = 'gold'"}, "also_buy_7d": blocks["also_buy_7d"]}
    rebuilt_shop.run("segments", predictions=asked)
    ((rows, right),) = rebuilt_shop.query("""
        select count(*), sum(case when segments.is_in_segment = (features.tier = 'gold') then 1 else 0 end)
        from predictions.segments as segments
        inner join features.person_features as features using (person_id, feature_date)
        inner join predictions.populations as populations using (prediction_name, person_id, feature_date)
        where segments.prediction_name = 'buy_7d'
    """)
    people = rebuilt_shop.query(
        "select count(*) from predictions.populations where prediction_name = 'buy_7d'"
    )
    assert [(rows,)] == people and rows == right > 1000
    assert rebuilt_shop.query("select distinct prediction_name from predictions.segments") == [("buy_7d",)]
