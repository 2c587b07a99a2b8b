{% macro feature_slug(name) %}
    {#- A column name for any text: itself where it is a plain word, else what is plain of it and a piece of its hash. -#}
    {{ return(adapter.dispatch('feature_slug', 'propensity')(name)) }}
{% endmacro %}

{% macro default__feature_slug(name) -%}
    case
        when regexp_replace({{ name }}, '^[a-z][a-z0-9_]{0,47}$', '') = '' and {{ name }} != '' then {{ name }}
        else
            'x_' || substr(regexp_replace(lower({{ name }}), '[^a-z0-9]', ''), 1, 24) || '_' || substr(md5({{ name }}), 1, 8)
    end
{%- endmacro %}

{% macro duckdb__feature_slug(name) -%}
    case
        when regexp_full_match({{ name }}, '[a-z][a-z0-9_]{0,47}') then {{ name }}
        else
            'x_' || substr(regexp_replace(lower({{ name }}), '[^a-z0-9]', '', 'g'), 1, 24) || '_' || substr(md5({{ name }}), 1, 8)
    end
{%- endmacro %}
