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
    {% do mark_identity_unfinished() %}

    {%- if is_identity_anew() -%}
        {%- if existing_relation is not none -%}
            {% do adapter.drop_relation(existing_relation) %}
        {%- endif -%}
        {% call statement('main') %}{{ create_table_as(false, target_relation, sql) }}{% endcall %}
    {%- elif existing_relation is none -%}
        {% do stop_without_kept_identity() %}
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


{% macro stop_without_kept_identity() %}
    {#- Where identity was kept, and a table of it has vanished. -#}
    {% do stop('The table ' ~ this ~ ' of an earlier build is gone, and only days were to be added to it. Run'
        ~ ' `dbt build --full-refresh --select identity` once; the next build goes on from there.') %}
{% endmacro %}


{% macro is_identity_anew() %}
    {#- Whether this build works out anew who is who, rather than adding days to what an earlier one left. -#}
    {{ return(fetch_value('select max(known_before) > date \'1970-01-01\' from ' ~ ref('kept_identity')) is not true) }}
{% endmacro %}


{% macro mark_identity_unfinished() %}
    {#- Until identity_states says otherwise, so that a build that breaks off in between is begun anew by the next. -#}
    {% call statement('mark_identity_unfinished') %}delete from previous.identity_states{% endcall %}
{% endmacro %}


{% macro mark_identity_finished() %}
    {#- After identity_states is built: if every model that grows was built with it, the next build may add to them. -#}
    {%- set left_out = [] -%}
    {%- for node in (graph.nodes.values() if execute else []) if node.resource_type == 'model' -%}
        {%- if node.config.materialized in ['grown', 'component_spans'] and node.unique_id not in selected_resources -%}
            {%- do left_out.append(node.name) -%}
        {%- endif -%}
    {%- endfor -%}
    create or replace table previous.identity_states as select * from {{ this }} where {{ 'false' if left_out else 'true' }}
{% endmacro %}
