"""One row per model and feature that it reads: how much it moves the scores of the holdout."""


def model(dbt, session):
    from propensity import drivers

    dbt.config(materialized="table")
    models = dbt.ref("trained_models").to_arrow_table().to_pylist()
    examples = (
        dbt.ref("holdout_examples").filter("origin = 1").order("prediction_name, feature_date, person_id")
    )
    return drivers(examples.to_arrow_reader(20_000), models)
