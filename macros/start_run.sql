{% macro start_run() %}
    {#- Before any model: notes which run this is and what its raw tables hold, and lets a first run read an empty previous one. -#}
    {%- if not execute -%}{{ return('') }}{%- endif -%}
    {% do stop_on_doubled_keys() %}
    {%- set raw_columns = look_at_raw_tables() %}
    create schema if not exists runs;
    create or replace table runs.this_run as
    select
        '{{ invocation_id }}' as generation_id,
        {{ is_whole_build() }} as is_whole,
        {{ text_literal(env_var('PROPENSITY_PUBLISHED', 'warehouse/published.duckdb')) }} as published_path;
    create or replace table runs.raw_columns (
        source_name {{ dbt.type_string() }},
        table_name {{ dbt.type_string() }},
        column_name {{ dbt.type_string() }},
        data_type {{ dbt.type_string() }}
    );
    {%- for row in raw_columns %}
    insert into runs.raw_columns values ({% for word in row %}{{ text_literal(word) }}{{ ', ' if not loop.last }}{% endfor %});
    {%- endfor %}
    create schema if not exists previous;
    create table if not exists previous.model_registry (
        prediction_name {{ dbt.type_string() }},
        model_version {{ dbt.type_string() }},
        trained_at timestamp,
        estimator {{ dbt.type_string() }},
        training_from date,
        training_to date,
        examples bigint,
        positives bigint,
        features bigint,
        feature_names {{ dbt.type_string() }},
        artifact {{ type_binary() }},
        artifact_sha256 {{ dbt.type_string() }},
        sklearn_version {{ dbt.type_string() }},
        baseline_name {{ dbt.type_string() }},
        strongest_feature {{ dbt.type_string() }},
        strongest_roc_auc double,
        purest_feature {{ dbt.type_string() }},
        purest_share double,
        suspects {{ dbt.type_string() }}
    );
    create table if not exists previous.learning_ends (
        prediction_name {{ dbt.type_string() }},
        learns_until date,
        cause {{ dbt.type_string() }},
        last_label_date date,
        asked {{ dbt.type_string() }},
        declared {{ dbt.type_string() }},
        code_version {{ dbt.type_string() }}
    );
    create table if not exists previous.model_status (
        prediction_name {{ dbt.type_string() }},
        model_version {{ dbt.type_string() }},
        status {{ dbt.type_string() }},
        since date,
        reason {{ dbt.type_string() }}
    );
    create table if not exists previous.identity_states (
        as_of_date date,
        known {{ dbt.type_string() }},
        rules {{ dbt.type_string() }}
    );
    create table if not exists previous.raw_columns (
        source_name {{ dbt.type_string() }},
        table_name {{ dbt.type_string() }},
        column_name {{ dbt.type_string() }},
        data_type {{ dbt.type_string() }},
        data_type_before {{ dbt.type_string() }},
        new_since date,
        gone_since date,
        retyped_since date
    );
    create table if not exists previous.audience_scores (
        prediction_name {{ dbt.type_string() }},
        person_id {{ dbt.type_string() }},
        subscriber_id {{ dbt.type_string() }},
        email {{ dbt.type_string() }},
        propensity double,
        propensity_decile integer,
        propensity_band {{ dbt.type_string() }},
        reason_1 {{ dbt.type_string() }},
        reason_2 {{ dbt.type_string() }},
        reason_3 {{ dbt.type_string() }},
        model_version {{ dbt.type_string() }},
        feature_date date
    );
    create table if not exists previous.alerts (
        alert_id {{ dbt.type_string() }},
        kind {{ dbt.type_string() }},
        severity {{ dbt.type_string() }},
        prediction_name {{ dbt.type_string() }},
        since date
    );
    create table if not exists previous.prediction_status (
        prediction_name {{ dbt.type_string() }},
        status {{ dbt.type_string() }},
        since date
    );
    create table if not exists previous.source_contributions (
        prediction_name {{ dbt.type_string() }},
        model_version {{ dbt.type_string() }},
        source_name {{ dbt.type_string() }},
        verdict {{ dbt.type_string() }},
        features bigint,
        roc_auc double,
        roc_auc_without double,
        gain double,
        gain_low double,
        gain_high double,
        training_examples bigint,
        training_people bigint,
        people bigint,
        positives bigint,
        is_sampled boolean,
        holdout_to date,
        holdout_people bigint,
        holdout_positives bigint
    );
{% endmacro %}
