"""One row per prediction and origin: the model, trained now or kept, and those that may go on scoring."""


def model(dbt, session):
    from pyarrow import concat_tables

    from propensity import fit, with_standing

    dbt.config(materialized="table")
    specs = dbt.ref("training_specs").to_arrow_table().to_pylist()
    rules = dbt.ref("rule_features").order("rule, feature").to_arrow_table()
    catalog = dbt.ref("feature_catalog").project("feature, topic, is_detail, first_date").to_arrow_table()
    known = dbt.source("previous", "model_registry").to_arrow_table()
    standing = dbt.ref("standing_models").order("prediction_name, model_version").to_arrow_table()
    examples = dbt.ref("training_examples").order("prediction_name, feature_date, person_id")
    columns = examples.limit(0).to_arrow_table().schema
    models = fit(examples.to_arrow_reader(20_000), specs, known, rules, catalog)
    kept = dbt.ref("kept_models").to_arrow_table().cast(models.schema)
    return with_standing(concat_tables([models, kept]), standing, columns)
