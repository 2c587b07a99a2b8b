"""One row per model of this build: trained now, or kept where nothing it was trained on has changed."""


def model(dbt, session):
    from propensity import fit

    dbt.config(materialized="table")
    specs = dbt.ref("data_sufficiency").project("prediction_name").to_arrow_table().to_pylist()
    known = dbt.source("previous", "model_registry").to_arrow_table()
    examples = dbt.ref("training_examples").order("prediction_name, feature_date, person_id")
    return fit(examples.to_arrow_reader(20_000), specs, known)
