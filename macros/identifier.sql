{% macro identifier(type, value) %}
    {#- `<type>:<value>`, trimmed, e-mails in lower case; null for an empty value. -#}
    {%- set text = 'trim(cast(' ~ value ~ ' as ' ~ dbt.type_string() ~ '))' -%}
    {%- if type == 'email' -%}{%- set text = 'lower(' ~ text ~ ')' -%}{%- endif -%}
    '{{ type }}:' || nullif({{ text }}, '')
{%- endmacro %}
