"""One row per approved model and person asked about at the as-of date: the model's propensity."""


def model(dbt, session):
    from pyarrow import RecordBatchReader

    from propensity import PROPENSITIES, score

    dbt.config(materialized="table")
    models = dbt.ref("champions").to_arrow_table().to_pylist()
    examples = dbt.ref("scoring_examples").to_arrow_reader(20_000)
    return RecordBatchReader.from_batches(PROPENSITIES, score(examples, models))
