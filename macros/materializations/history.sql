{% materialization history, default %}
    {#-
    A table of (feature_date, ...) that is written once per feature date and then left alone.

    The model's query covers every feature date through its ref to feature_dates; here it runs for one date after the other,
    which is cheaper than all at once, and only for the dates that the table lacks and the as-of date. As-of dates of earlier
    builds that are no calendar dates are dropped, so the table equals a full refresh. It starts anew when its columns change.
    -#}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set feature_dates = ref('feature_dates') | string -%}
    {%- set no_rows = sql.replace(feature_dates, '(select * from ' ~ feature_dates ~ ' where false)') -%}

    {{ run_hooks(pre_hooks) }}

    {%- set written = namespace(relation=existing_relation) -%}
    {%- if existing_relation is not none -%}
        {%- set is_unchanged = adapter.get_columns_in_relation(existing_relation) | map(attribute='name') | list
            == get_column_schema_from_query(no_rows) | map(attribute='name') | list -%}
        {%- if should_full_refresh() or not is_unchanged -%}
            {% do adapter.drop_relation(existing_relation) %}
            {%- set written.relation = none -%}
        {%- endif -%}
    {%- endif -%}

    {%- if written.relation is none -%}
        {% call statement('create') %}{{ create_table_as(false, target_relation, no_rows) }}{% endcall %}
    {%- else -%}
        {% call statement('forget') %}
            delete from {{ target_relation }}
            where feature_date not in (select feature_date from {{ feature_dates }} where is_calendar and not is_as_of)
        {% endcall %}
    {%- endif -%}

    {% call statement('missing_dates', fetch_result=True) %}
        select feature_date
        from {{ feature_dates }}
        where feature_date not in (select feature_date from {{ target_relation }})
        order by feature_date
    {% endcall %}
    {%- for row in load_result('missing_dates')['data'] -%}
        {%- set one_date = '(select * from ' ~ feature_dates ~ " where feature_date = date '" ~ row[0] ~ "')" -%}
        {% call statement('main') %}
            insert into {{ target_relation }} {{ sql.replace(feature_dates, one_date) }}
        {% endcall %}
    {%- else -%}
        {% call statement('main') %}select 'every feature date is written'{% endcall %}
    {%- endfor -%}

    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
