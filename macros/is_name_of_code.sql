{% macro is_name_of_code(name) -%}
    {#- Whether a name says that its values, even if they are numbers, only tell things apart, so have no sum and no mean. -#}
    (
        lower({{ name }}) = 'id' or lower({{ name }}) like '%\_id' escape '\' or {{ name }} like '%Id'
        {%- for ending in ['uuid', 'key', 'code', 'number', 'phone', 'zip', 'token', 'hash'] %}
        or lower({{ name }}) like '%{{ ending }}'
        {%- endfor %}
    )
{%- endmacro %}
