{% macro listed_identifier(column) -%}
    {#- An identifier that somebody wrote into a list, in the form that the macro identifier gives it. -#}
    {%- set type = propensity.one_form(identifier_type(column)) -%}
    {%- set value = propensity.one_form(identifier_value(column)) -%}
    case
        when {{ column }} not like '%:%' then {{ column }}
        when lower({{ type }}) = 'email' then 'email:' || lower({{ value }})
        else {{ type }} || ':' || {{ value }}
    end
{%- endmacro %}
