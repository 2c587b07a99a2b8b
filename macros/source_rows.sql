{% macro source_rows(kind, columns) %}
    {#- `kind` of every source in vars that supplies it, one `union all`; no source gives the columns and no row. -#}
    {%- set selects = [] -%}
    {%- for source_name, declared in declared_sources().items() if kind in declared.supplies -%}
        {%- do selects.append({
            'source': source_name,
            'relation': ref('stg_' ~ source_name ~ '__' ~ kind),
            'live_since': declared.live_since,
        }) -%}
    {%- endfor -%}
    {%- for each in selects %}
    select
        '{{ each.source }}' as source_name,
        {% if each.live_since -%}
        cast('{{ each.live_since }}' as timestamp) as live_since,
        {%- else -%}
        cast(null as timestamp) as live_since,
        {%- endif %}
        {% for column, type in columns.items() -%}
        {{ bounded_time(column) if type == 'timestamp' else 'try_cast(' ~ column ~ ' as ' ~ type ~ ')' }}
            as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ each.relation }}
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as {{ dbt.type_string() }}) as source_name,
        cast(null as timestamp) as live_since,
        {% for column, type in columns.items() -%}
        cast(null as {{ type }}) as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    where false
    {%- endfor %}
{% endmacro %}
