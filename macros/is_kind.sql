{% macro is_kind(value, kind) %}
    {#- Whether a value from vars is of the kind that a sentence would ask for. -#}
    {%- if kind == 'text' -%}
        {{ return(value is string and value | trim != '') }}
    {%- elif kind == 'a mapping' -%}
        {{ return(value is mapping) }}
    {%- elif kind == 'a whole number from 1' -%}
        {{ return(value is integer and value >= 1) }}
    {%- elif kind == 'true or false' -%}
        {{ return(value is boolean) }}
    {%- elif kind == 'a list of words' -%}
        {{ return(value is sequence and value is not string and value | reject('string') | list | length == 0) }}
    {%- elif kind == 'a number between 0.5 and 1' -%}
        {{ return(value is number and value is not boolean and 0.5 <= value <= 1) }}
    {%- endif -%}
    {% do exceptions.raise_compiler_error("is_kind knows no kind '" ~ kind ~ "'.") %}
{% endmacro %}
