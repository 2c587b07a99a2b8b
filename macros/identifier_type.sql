{% macro identifier_type(identifier) -%}
    {#- What stands before the colon of an identifier: cookie, device, email, subscriber, ... -#}
    substr({{ identifier }}, 1, position(':' in {{ identifier }}) - 1)
{%- endmacro %}
