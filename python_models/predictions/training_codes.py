"""One row per library that trains models, which is one: the version of the code that trains models."""


def model(dbt, session):
    from pyarrow import table

    from propensity import code_version, library_version

    dbt.config(materialized="table")
    predictions = dbt.ref("predictions").to_arrow_table()
    codes = code_version(predictions["estimator"].to_pylist()), library_version()
    return table({"code_version": codes[:1], "library_version": codes[1:]})
