{% materialization grown, default %}
    {#-
    A table that grows by what a build adds to identity. The model's query gives only the rows that what became known since
    `kept_identity.known_before` adds or changes, which is all of them where that is 1970-01-01: then the table is made anew.
    `replaces`, if given, is a column: rows of which the query gives new ones are dropped.
    -#}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set replaces = config.get('replaces') -%}

    {{ run_hooks(pre_hooks) }}

    {%- if is_identity_anew() -%}
        {%- if existing_relation is not none -%}
            {% do adapter.drop_relation(existing_relation) %}
        {%- endif -%}
        {% call statement('main') %}{{ create_table_as(false, target_relation, sql) }}{% endcall %}
    {%- elif existing_relation is none -%}
        {% do stop_without_kept_identity() %}
    {%- else -%}
        {% call fill_scratch_table('scratch_grown_' ~ this.identifier) %}{{ sql }}{% endcall %}
        {%- if replaces -%}
            {% call statement('forget') %}
                delete from {{ target_relation }}
                where {{ replaces }} in (select {{ replaces }} from scratch_grown_{{ this.identifier }})
            {% endcall %}
        {%- endif -%}
        {% call statement('main') %}
            insert into {{ target_relation }} select * from scratch_grown_{{ this.identifier }}
        {% endcall %}
    {%- endif -%}

    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{% macro stop_without_kept_identity() %}
    {#- Where identity was kept, and a table of it has vanished. -#}
    {% do stop('The table ' ~ this ~ ' of an earlier build is gone, and only days were to be added to it. Run'
        ~ ' `dbt build --full-refresh --select identity` once; the next build goes on from there.') %}
{% endmacro %}


{% macro is_identity_anew() %}
    {#- Whether this build works out anew who is who, rather than adding days to what an earlier one left. -#}
    {{ return(fetch_value('select known_before from ' ~ ref('kept_identity')) | string == '1970-01-01') }}
{% endmacro %}
