{% macro columns_of_conditions(conditions, columns) %}
    {#-
    Those of `columns`, which feature_columns gives, that any of the conditions on person_features names, which is all that
    deciding them has to read. All columns where the engine has no parser to ask.
    -#}
    {%- set named = [] -%}
    {%- for condition in conditions if columns -%}
        {%- set parsed = parsed_condition(condition) -%}
        {%- if parsed is none -%}
            {{ return(columns) }}
        {%- endif -%}
        {%- do named.extend(parsed.columns) -%}
    {%- endfor -%}
    {{ return(columns | selectattr('feature', 'in', named) | list) }}
{% endmacro %}
