"""One row per model that may score and feature, topic or source that it reads: how much it moves scores."""


def model(dbt, session):
    from propensity import drivers

    dbt.config(materialized="table")
    models = dbt.ref("trained_models").filter("origin <= 1").to_arrow_table().to_pylist()
    catalog = dbt.ref("feature_groups").to_arrow_table()
    known = dbt.source("previous", "measured_drivers").to_arrow_table()
    examples = dbt.ref("driver_examples").order("prediction_name, human_id, feature_date, person_id")
    return drivers(examples.to_arrow_reader(20_000), models, catalog, known)
