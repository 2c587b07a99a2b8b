{% macro source_rows(kind) %}
    {#-
    `kind` of every source in vars that supplies it, one `union all`; no source gives the columns and no row. What a staging
    model may leave out is null; what it may not stops dbt.
    -#}
    {%- set columns = input_contract(kind) -%}
    {%- set selects = [] -%}
    {%- for source_name, declared in declared_sources().items() if kind in declared.supplies -%}
        {%- set relation = ref('stg_' ~ source_name ~ '__' ~ kind) -%}
        {%- set found = found_columns(relation) if execute else none -%}
        {%- for column in columns if found is not none and not column.is_optional -%}
            {%- if column.name not in found | map(attribute='name') | map('lower') -%}
                {% do stop("Source '" ~ source_name ~ "': stg_" ~ source_name ~ '__' ~ kind ~ " lacks the column '" ~ column.name
                    ~ "'. Add it to the model; models/staging/_staging__docs.md says what it holds.") %}
            {%- endif -%}
        {%- endfor -%}
        {%- do selects.append({'source': source_name, 'relation': relation, 'found': found, 'live_since': declared.live_since}) -%}
    {%- endfor -%}
    {%- for each in selects %}
    select
        '{{ each.source }}' as source_name,
        {% if each.live_since -%}
        cast('{{ each.live_since }}' as timestamp) as live_since,
        {%- else -%}
        cast(null as timestamp) as live_since,
        {%- endif %}
        {% for column in columns -%}
        {{ bounded_time(column.name) ~ ' as ' ~ column.name if column.type == 'timestamp' else column.name }}{{ ',' if not loop.last }}
        {% endfor %}
    from (
        select
            {{- read_columns(columns, each.found) }}
        from {{ each.relation }}
    ) as {{ each.source }}_{{ kind }}
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as {{ dbt.type_string() }}) as source_name,
        cast(null as timestamp) as live_since,
        {{- read_columns(columns, []) }}
    where false
    {%- endfor %}
{% endmacro %}
