"""One row per prediction and origin: the model, trained now or kept if what it learns from is the same."""


def model(dbt, session):
    from propensity import fit

    dbt.config(materialized="table")
    predictions = dbt.ref("predictions").project("prediction_name, estimator, trusted_features")
    specs = predictions.to_arrow_table().to_pylist()
    rules = dbt.ref("rule_features").order("rule, feature").to_arrow_table()
    catalog = dbt.ref("feature_catalog").project("feature, topic, is_detail").to_arrow_table()
    known = dbt.source("previous", "model_registry").to_arrow_table()
    examples = dbt.ref("training_examples").order("prediction_name, feature_date, person_id")
    return fit(examples.to_arrow_reader(20_000), specs, known, rules, catalog)
