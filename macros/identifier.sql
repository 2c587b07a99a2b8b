{% macro identifier(type, value) %}
    {#- `<type>:<value>`, in one written form, e-mails in lower case; null for an empty value. -#}
    {%- set text = propensity.one_form('cast(' ~ value ~ ' as ' ~ dbt.type_string() ~ ')') -%}
    {%- if type == 'email' -%}{%- set text = 'lower(' ~ text ~ ')' -%}{%- endif -%}
    '{{ type }}:' || nullif({{ text }}, '')
{%- endmacro %}
