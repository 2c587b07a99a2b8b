"""Scoring: a row's propensity depends on that row and the model only."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from test_fitting import batches, world

from propensity import PROPENSITIES, ArtifactError, MissingFeaturesError, fit, kept, score, with_standing


@pytest.fixture(scope="module", params=["logistic_regression", "gradient_boosting"])
def models(request):
    return fit(batches(world()), [{"prediction_name": "buys", "estimator": request.param}])


def scored(frame: pd.DataFrame, models: pa.Table, size: int = 500) -> pd.DataFrame:
    return pa.Table.from_batches(score(batches(frame, size), models), schema=PROPENSITIES).to_pandas()


def features() -> pd.DataFrame:
    return world(1200, seed=9).drop(columns=["human_id", "fold_of_origin_1", "label"])


def test_output_has_the_schema_and_the_rows_in_order(models):
    frame = features()
    out = scored(frame, models)
    assert out["person_id"].tolist() == frame["person_id"].tolist()
    assert out["feature_date"].tolist() == frame["feature_date"].tolist()
    assert set(out["model_version"]) == set(models["model_version"].to_pylist())
    assert out["propensity"].between(0, 1).all() and out["propensity"].nunique() > 50


def test_propensities_rank_those_who_buy_first(models):
    test = world(1200, seed=9)
    out = scored(test, models)["propensity"]
    assert out[test["label"] == 1].mean() > out[test["label"] == 0].mean() + 0.03


@pytest.mark.parametrize("size", [1, 2, 7, 64, 199])
def test_batch_size_does_not_change_a_bit(models, size):
    frame = features().head(200)
    assert np.array_equal(scored(frame, models, size)["propensity"], scored(frame, models, 200)["propensity"])


def test_row_and_column_order_do_not_change_a_bit(models):
    frame = features()
    expected = scored(frame, models)["propensity"].to_numpy()
    order = np.random.default_rng(0).permutation(len(frame))
    shuffled = frame.iloc[order][sorted(frame.columns, reverse=True)]
    assert np.array_equal(scored(shuffled, models, 111)["propensity"].to_numpy(), expected[order])


def test_several_predictions_in_a_batch_are_scored_by_their_own_model_and_others_left_out(models):
    frame = features().head(300)
    other = fit(
        batches(world(seed=3).assign(prediction_name="churns")),
        [{"prediction_name": "churns", "estimator": "logistic_regression"}],
    )
    names = np.resize(["buys", "churns", "unmodelled"], len(frame))
    mixed = frame.assign(prediction_name=names)
    out = scored(mixed, pa.concat_tables([models, other]))
    assert out["prediction_name"].tolist() == [name for name in names if name != "unmodelled"]
    for name, model in {"buys": models, "churns": other}.items():
        alone = scored(frame.assign(prediction_name=name)[names == name], model)
        assert np.array_equal(out[out["prediction_name"] == name]["propensity"], alone["propensity"])


def test_no_model_no_rows_no_batches_give_nothing(models):
    assert list(score(batches(features()), [])) == []
    assert list(score([], models)) == []
    assert list(score([batches(features())[0].slice(0, 0)], models)) == []


def test_missing_features_are_named_with_their_model(models):
    with pytest.raises(MissingFeaturesError) as error:
        scored(features().drop(columns=["orders_90", "plan"]), models)
    for word in ("'buys'", models["model_version"][0].as_py(), "orders_90", "plan"):
        assert word in str(error.value)


def test_a_feature_of_another_type_is_named(models):
    with pytest.raises(MissingFeaturesError, match="another type of plan"):
        scored(features().assign(plan=1.0), models)
    with pytest.raises(MissingFeaturesError, match="another type of noise"):
        scored(features().assign(noise="x"), models)


def test_extra_columns_are_ignored_whatever_their_type(models):
    frame = features()
    extra = frame.assign(extra=[[1]] * len(frame), when=pd.Timestamp("2024-01-01"))
    assert np.array_equal(scored(extra, models)["propensity"], scored(frame, models)["propensity"])


def test_unseen_categories_score_alike(models):
    frame = features().head(50)
    first, second = (scored(frame.assign(plan=plan), models)["propensity"] for plan in ("vip", "unheard of"))
    assert np.array_equal(first, second) and first.between(0, 1).all()


def test_unknown_and_broken_values_are_scored_as_unknown(models):
    frame = features().head(50)
    expected = scored(frame.assign(orders_90=np.nan), models)["propensity"]
    for value in (np.inf, -np.inf):
        assert np.array_equal(scored(frame.assign(orders_90=value), models)["propensity"], expected)
    assert scored(frame.assign(orders_90=1e308, noise=-1e308), models)["propensity"].between(0, 1).all()


def test_integers_booleans_and_untyped_nulls_are_read_as_numbers_or_unknown(models):
    frame = features().head(50)
    expected = scored(frame, models)["propensity"]
    assert np.array_equal(
        scored(frame.assign(orders_90=frame["orders_90"].astype(int)), models)["propensity"], expected
    )
    assert scored(frame.assign(plan=None, recency=None), models)["propensity"].between(0, 1).all()


def test_rows_that_name_their_model_are_scored_by_it_and_others_must_have_one_to_choose_from(models):
    frame = features().head(300)
    other = fit(batches(world(seed=3)), [{"prediction_name": "buys", "estimator": "logistic_regression"}])
    both = pa.concat_tables([models, other])
    with pytest.raises(ArtifactError, match="several models"):
        scored(frame, both)
    versions = np.resize([*both["model_version"].to_pylist(), "unknown", None], len(frame))
    out = scored(frame.assign(model_version=versions), both)
    assert out["model_version"].tolist() == [v for v in versions if v in both["model_version"].to_pylist()]
    for model in (models, other):
        version = model["model_version"][0].as_py()
        alone = scored(frame[versions == version], model)
        assert np.array_equal(out[out["model_version"] == version]["propensity"], alone["propensity"])


def test_a_model_of_before_stands_beside_the_latest_while_it_can_score(models):
    latest = models.set_column(
        models.column_names.index("model_version"), "model_version", pa.array(["f" * 12])
    )
    schema = pa.Table.from_pandas(features(), preserve_index=False).schema
    (standing,) = models.to_pylist()
    beside = with_standing(latest, [standing], schema).select(["model_version", "origin"]).to_pylist()
    assert beside == [
        {"model_version": "f" * 12, "origin": 1},
        {"model_version": standing["model_version"], "origin": 0},
    ]
    unable = [
        (latest, {**standing, "artifact": standing["artifact"][:-1]}, schema),  # damaged
        (latest, {**standing, "sklearn_version": "0.1"}, schema),
        (latest, standing, schema.remove(schema.get_field_index("plan"))),  # what it reads is not there
        (models, standing, schema),  # it is the latest
        (latest.slice(0, 0), standing, schema),  # its prediction has no model to be held against
    ]
    for trained, row, columns in unable:
        assert with_standing(trained, [row], columns)["origin"].to_pylist() == [1] * trained.num_rows


def test_models_are_kept_while_their_rows_are_unchanged_and_all_that_stand_can_score_and_are_graded(models):
    schema = pa.Table.from_pandas(features(), preserve_index=False).schema
    (latest,) = models.to_pylist()
    earlier = {**latest, "origin": 2}
    of_last_build = pa.Table.from_pylist([latest, earlier, {**latest, "origin": 0}], schema=models.schema)
    unchanged = [{"prediction_name": "buys"}]
    assert kept(of_last_build, unchanged, [latest], [latest], schema) == of_last_build.slice(0, 2)
    damaged = {**latest, "artifact": latest["artifact"][:-1]}
    none = [
        (of_last_build, [], [latest], schema),
        (pa.Table.from_pylist([damaged, earlier], schema=models.schema), unchanged, [], schema),
        (of_last_build, unchanged, [], schema.remove(schema.get_field_index("plan"))),
    ]
    for trained, names, standing, columns in none:
        assert kept(trained, names, standing, [latest], columns).num_rows == 0
    # a champion or a pin that has not been held against the latest
    assert kept(of_last_build, unchanged, [latest], [], schema).num_rows == 0
