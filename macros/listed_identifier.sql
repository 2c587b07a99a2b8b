{% macro listed_identifier(column) -%}
    {#- An identifier that somebody wrote into a list, in the form that the macro identifier gives it. -#}
    case
        when {{ column }} like 'email:%' then lower({{ propensity.one_form(column) }})
        else {{ propensity.one_form(column) }}
    end
{%- endmacro %}
