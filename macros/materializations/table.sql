{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {#-
    A table made beside the one before it, whose place it takes in one transaction: of dbt's own way, which also renames that
    one away and looks for its indexes and foreign keys, half the statements. It has no indexes, and hooks run inside.
    -#}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set draft_relation = make_intermediate_relation(target_relation) -%}

    {{ run_hooks(pre_hooks) }}

    {{ drop_relation_if_exists(load_cached_relation(draft_relation)) }}
    {%- if existing_relation is not none and not existing_relation.is_table -%}
        {% do adapter.drop_relation(existing_relation) %}
    {%- endif -%}
    {% call statement('main', language=model['language']) -%}
        {{- create_table_as(false, draft_relation, compiled_code, model['language']) -}}
    {%- endcall %}
    {% call statement('take_its_place') -%}
        drop table if exists {{ target_relation }};
        alter table {{ draft_relation }} rename to {{ adapter.quote(target_relation.identifier) }}
    {%- endcall %}

    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
