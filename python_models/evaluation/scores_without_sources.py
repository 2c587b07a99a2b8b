"""One row per model to be measured, source (or none), person and date: the score without that source."""


def model(dbt, session):
    from pyarrow import RecordBatchReader

    from propensity import WITHOUT_SOURCES, score_without_sources

    dbt.config(materialized="table")
    models = dbt.ref("unmeasured_models").to_arrow_table()
    catalog = dbt.ref("feature_catalog").project("feature, source_name, is_detail").to_arrow_table()
    examples = dbt.ref("source_examples").order("prediction_name, feature_date, person_id")
    scores = score_without_sources(examples.to_arrow_reader(20_000), models, catalog)
    return RecordBatchReader.from_batches(WITHOUT_SOURCES, scores)
