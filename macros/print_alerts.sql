{% macro print_alerts(results) %}
    {#-
    At the end of a build: the warnings and errors among the alerts in a line each, ten at most; nothing where they were not built.
    What print_schema_changes tells is not told again.
    -#}
    {%- for result in results or [] if execute and result.node.name == 'alerts' and result.status == 'success' -%}
        {% call statement('alerts', fetch_result=True) -%}
            select
                severity || ': ' || sentence
                || coalesce(' (since ' || cast(since as {{ dbt.type_string() }}) || ')', '')
            from {{ result.node.relation_name }}
            where severity in ('warning', 'error') and kind != 'schema'
            order by severity, since desc, alert_id
        {%- endcall %}
        {% do print_lines(load_result('alerts')['data'] | map('first') | list, 'alerts', 'monitoring.alerts') %}
    {%- endfor -%}
{% endmacro %}
