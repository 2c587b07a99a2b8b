{% macro check_keys(where, block, kinds, required) %}
    {#- Stops dbt where a mapping lacks a required key, has one that is none of `kinds`, or a value of another kind. -#}
    {%- if block is not mapping -%}
        {% do stop(where ~ ' must be a mapping with the keys ' ~ kinds | join(', ') ~ '; it is ' ~ as_shown(block) ~ '.') %}
    {%- endif -%}
    {%- for key, value in block.items() -%}
        {%- if key not in kinds -%}
            {% do stop(where ~ " has an unknown key '" ~ key ~ "'" ~ instead_of(key, kinds)) %}
        {%- elif not is_kind(value, kinds[key]) -%}
            {% do stop(where ~ ": '" ~ key ~ "' in vars.yml must be " ~ kinds[key] ~ '; it is ' ~ as_shown(value) ~ '.') %}
        {%- endif -%}
    {%- endfor -%}
    {%- for key in required if key not in block -%}
        {% do stop(where ~ " lacks the key '" ~ key ~ "', which must be " ~ kinds[key] ~ '.') %}
    {%- endfor -%}
{% endmacro %}
