"""One row per table published by this build; a partial build publishes none."""


def model(dbt, session):
    from propensity import publish

    dbt.config(materialized="table")
    this_run = dbt.source("runs", "this_run").to_arrow_table().to_pylist()[0]
    tables = dbt.ref("published_tables").order("schema_name, table_name").to_arrow_table().to_pylist()
    return publish(session, this_run, tables)
