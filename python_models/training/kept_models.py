"""One row per prediction and origin of the last build whose model and grade stand: nothing is due."""


def model(dbt, session):
    from propensity import kept

    dbt.config(materialized="table")
    unchanged = dbt.ref("example_states").filter("is_unchanged").to_arrow_table()
    models = dbt.source("previous", "trained_models").order("prediction_name, origin").to_arrow_table()
    standing = dbt.ref("standing_models").to_arrow_table()
    graded = dbt.source("previous", "holdout_scores").project("prediction_name, model_version").distinct()
    columns = dbt.ref("person_features").project("*, cast(null as boolean) as segment").limit(0)
    schema = columns.to_arrow_table().schema
    return kept(models, unchanged, standing, graded.to_arrow_table(), schema)
