"""One row per model, person and holdout date: the model's propensity."""


def model(dbt, session):
    from pyarrow import RecordBatchReader

    from propensity import PROPENSITIES, score

    dbt.config(materialized="table")
    models = dbt.ref("trained_models").to_arrow_table().to_pylist()
    examples = dbt.ref("holdout_examples").to_arrow_reader(20_000)
    return RecordBatchReader.from_batches(PROPENSITIES, score(examples, models))
