{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {#-
    A table made anew in place of the one before it, which the same transaction drops: of dbt's own way, which renames
    one table away and another into its place and looks for indexes and foreign keys, half the statements.
    -#}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}

    {{ run_hooks(pre_hooks) }}

    {%- if existing_relation is not none -%}
        {% do adapter.drop_relation(existing_relation) %}
    {%- endif -%}
    {% call statement('main', language=model['language']) -%}
        {{- create_table_as(false, target_relation, compiled_code, model['language']) -}}
    {%- endcall %}

    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
