{% macro print_alerts(results) %}
    {#-
    At the end of a build: the warnings and errors among the alerts in a line each, ten at most; nothing where they were not built.
    What print_schema_changes tells is not told again.
    -#}
    {%- set most = 10 -%}
    {%- for result in results or [] if execute and result.node.name == 'alerts' and result.status == 'success' -%}
        {% call statement('alerts', fetch_result=True) -%}
            select
                severity || ': ' || sentence
                || coalesce(' (since ' || cast(since as {{ dbt.type_string() }}) || ')', '')
            from {{ result.node.relation_name }}
            where severity in ('warning', 'error') and kind != 'schema'
            order by severity, since desc, alert_id
        {%- endcall %}
        {%- set lines = load_result('alerts')['data'] | map('first') | list -%}
        {%- for line in lines[:most] -%}
            {#- a name is anybody's text: nothing in it may end the line or steer the terminal -#}
            {% do print(modules.re.sub('[^\\w !-~]', '?', line) | truncate(400, true, '...')) %}
        {%- endfor -%}
        {%- if lines | length > most -%}
            {% do print('There are ' ~ (lines | length - most) ~ ' more such alerts in monitoring.alerts.') %}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}
