{% materialization grown, default %}
    {#-
    A table that grows by what a build adds to identity. The model's query gives only the rows that what became known since
    `kept_identity.known_before` adds or changes, which is all of them where that is 1970-01-01: then the table is made anew.
    What an earlier run of the same day added is dropped first: rows whose value of the column `replaces` the query gives, or
    those that meet the condition `added`, in which `kept` is kept_identity.
    -#}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set replaces = config.get('replaces') -%}
    {%- set added = config.get('added') -%}

    {{ run_hooks(pre_hooks) }}

    {%- if grows_anew(existing_relation) -%}
        {%- if existing_relation is not none -%}
            {% do adapter.drop_relation(existing_relation) %}
        {%- endif -%}
        {% call statement('main') %}{{ create_table_as(false, target_relation, sql) }}{% endcall %}
    {%- else -%}
        {% call fill_scratch_table('scratch_grown_' ~ this.identifier) %}{{ sql }}{% endcall %}
        {% call statement('forget') %}
            delete from {{ target_relation }}
            {% if replaces -%}
            where {{ replaces }} in (select {{ replaces }} from scratch_grown_{{ this.identifier }})
            {%- else -%}
            where exists (select 1 from {{ ref('kept_identity') }} as kept where {{ added }})
            {%- endif %}
        {% endcall %}
        {% call statement('main') %}
            insert into {{ target_relation }} select * from scratch_grown_{{ this.identifier }}
        {% endcall %}
    {%- endif -%}

    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

