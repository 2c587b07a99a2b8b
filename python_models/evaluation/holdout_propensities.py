"""One row per model, person and holdout date: the model's propensity, and what the naive rule ranks it by."""


def model(dbt, session):
    from pyarrow import RecordBatchReader

    from propensity import BESIDE_RULES, score_beside_rules

    dbt.config(materialized="table")
    models = dbt.ref("trained_models").to_arrow_table().to_pylist()
    examples = dbt.ref("holdout_examples").to_arrow_reader(20_000)
    return RecordBatchReader.from_batches(BESIDE_RULES, score_beside_rules(examples, models))
