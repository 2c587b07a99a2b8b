{% materialization history, default %}
    {#-
    A table of (feature_date, ...) that is written once per feature date and then left alone.

    The model's query covers every feature date through its ref to feature_dates; here it runs for a few dates at a time,
    which is cheaper than for all at once, and only for the dates that the table lacks and the as-of date. Beside each row
    stands how many rows were known before its date: a date for which that has changed, since a source came with its past or
    a mapping was edited, is written anew, and said to be. As-of dates of earlier builds that are no calendar dates are
    dropped, so the table equals a full refresh. It starts anew, and is said to, when it is made in another way than
    `previous.history_definitions` remembers: by another query, or other settings.
    -#}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set feature_dates = ref('feature_dates') | string -%}
    {%- set history = namespace(relation=existing_relation) -%}
    {%- set no_rows = history_query(sql, feature_dates, 'false') -%}
    {#- a warehouse by another name is the same -#}
    {%- set definition = local_md5(sql.replace(this.database, '') ~ feature_definition()) -%}
    {%- set definitions = 'previous.history_definitions' -%}
    {%- set named = 'table_name = ' ~ text_literal(this.identifier) -%}

    {{ run_hooks(pre_hooks) }}

    {%- if existing_relation is not none -%}
        {%- set is_unchanged = fetch_value(
            'select count(*) from ' ~ definitions ~ ' where ' ~ named ~ ' and definition = ' ~ text_literal(definition)) > 0 -%}
        {%- if should_full_refresh() or not is_unchanged -%}
            {%- if not should_full_refresh() -%}
                {% do log(this.identifier ~ ': what features mean is decided by other settings or another version of this project'
                    ~ ' than before, so all of its dates are written anew.', info=true) %}
            {%- endif -%}
            {% do adapter.drop_relation(existing_relation) %}
            {%- set history.relation = none -%}
        {%- endif -%}
    {%- endif -%}

    {%- if history.relation is none -%}
        {% call statement('create') %}{{ create_table_as(false, target_relation, no_rows) }}{% endcall %}
        {% call statement('forget_definition') %}delete from {{ definitions }} where {{ named }}{% endcall %}
        {% call statement('remember_definition') %}
            insert into {{ definitions }} values ({{ text_literal(this.identifier) }}, {{ text_literal(definition) }})
        {% endcall %}
    {%- else -%}
        {%- set restated -%}
            select count(distinct feature_date)
            from {{ target_relation }} as written
            inner join {{ feature_dates }} as dates using (feature_date)
            where written.known_rows != dates.known_rows and not dates.is_as_of
        {%- endset -%}
        {%- set restated_dates = fetch_value(restated) -%}
        {%- if restated_dates > 0 -%}
            {% do log(this.identifier ~ ': the past of ' ~ restated_dates
                ~ ' feature dates was restated (a new source, an edited mapping), so they are written anew.', info=true) %}
        {%- endif -%}
        {% call statement('forget') %}
            delete from {{ target_relation }} as written
            where
                not exists (
                    select 1
                    from {{ feature_dates }} as dates
                    where
                        dates.feature_date = written.feature_date
                        and dates.known_rows = written.known_rows
                        and dates.is_calendar
                        and not dates.is_as_of
                )
        {% endcall %}
    {%- endif -%}

    {% call statement('missing_dates', fetch_result=True) %}
        select
            feature_date,
            known_rows
        from {{ feature_dates }}
        where feature_date not in (select feature_date from {{ target_relation }})
        order by feature_date
    {% endcall %}
    {%- set missing = load_result('missing_dates')['data'] -%}
    {#- of a small history several dates at once, since each statement has to be planned -#}
    {%- set at_once = [1, [13, 2000000 // [1, missing | map('last') | max] | max] | min] | max if missing else 1 -%}
    {%- for batch in missing | batch(at_once) -%}
        {%- set dates = "date '" ~ batch | map('first') | join("', date '") ~ "'" -%}
        {% call statement('main') %}
            insert into {{ target_relation }} {{ history_query(sql, feature_dates, 'feature_date in (' ~ dates ~ ')') }}
        {% endcall %}
    {%- else -%}
        {% call statement('main') %}select 'every feature date is written'{% endcall %}
    {%- endfor -%}

    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{% macro history_query(sql, feature_dates, condition) %}
    {#- The model's query over some feature dates only, and beside each row how many rows were known before its date. -#}
    {%- set dates = '(select * from ' ~ feature_dates ~ ' where ' ~ condition ~ ')' -%}
    select
        history.*,
        dates.known_rows
    from ({{ sql.replace(feature_dates, dates) }}) as history
    inner join {{ dates }} as dates on history.feature_date = dates.feature_date
{% endmacro %}
