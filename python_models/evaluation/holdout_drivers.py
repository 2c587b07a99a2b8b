"""One row per told model and feature, topic or source that it reads: how much that moves its scores."""


def model(dbt, session):
    from propensity import drivers

    dbt.config(materialized="table")
    models = dbt.ref("trained_models").to_arrow_table().to_pylist()
    catalog = dbt.ref("feature_groups").to_arrow_table()
    examples = dbt.ref("driver_examples").order("prediction_name, human_id, feature_date, person_id")
    return drivers(examples.to_arrow_reader(20_000), models, catalog)
