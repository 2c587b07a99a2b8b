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
    {%- for table, columns in remembered_columns().items() %}
    create table if not exists previous.{{ table }} (
        {%- for column, type in columns.items() %}{{ column }} {{ type }}{{ ', ' if not loop.last }}{% endfor -%}
    );
    {%- for column, type in columns.items() %}
    {#- an earlier version of this project remembered less #}
    alter table previous.{{ table }} add column if not exists {{ column }} {{ type }};
    {%- endfor %}
    {%- endfor %}
    {%- if flags.FULL_REFRESH %}
    {#- whatever becomes of this run, models are not kept for rows that it may have made anew #}
    delete from previous.example_states;
    {%- endif %}
{% endmacro %}
