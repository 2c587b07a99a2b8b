"""One row per approved model, person asked about at the as-of date and rank: what moved the score most."""


def model(dbt, session):
    from pyarrow import RecordBatchReader

    from propensity import CONTRIBUTIONS, explain

    dbt.config(materialized="table")
    models = dbt.ref("champions").to_arrow_table().to_pylist()
    told = "feature, case when not is_sensitive then topic end as topic, clarity"
    topics = dbt.ref("feature_catalog").project(told).to_arrow_table()
    examples = dbt.ref("scoring_examples").to_arrow_reader(20_000)
    return RecordBatchReader.from_batches(CONTRIBUTIONS, explain(examples, models, topics))
