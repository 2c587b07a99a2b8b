{% macro json_members(relation, document, columns) %}
    {#-
    A query of one row per row of a relation and member of its JSON text that is a text, a number, true or false: `columns`
    of the relation, property_name and property_value, a text. What is no JSON object has no members.
    -#}
    {{ return(adapter.dispatch('json_members', 'propensity')(relation, document, columns)) }}
{% endmacro %}

{% macro default__json_members(relation, document, columns) -%}
    select
        {% for column in columns %}{{ column }}, {% endfor %}property_name,
        property_value
    from {{ relation }}
    lateral view
        explode(from_json(regexp_replace({{ document }}, '^\\x{FEFF}', ''), 'map<string,string>')) members
        as property_name, property_value
    where property_value is not null and substr(property_value, 1, 1) not in ('{', '[')
{%- endmacro %}

{% macro duckdb__json_members(relation, document, columns) -%}
    select
        {% for column in columns %}{{ relation }}.{{ column }}, {% endfor %}member.key as property_name,
        member.value ->> '$' as property_value
    from {{ relation }}
    cross join json_each(try_cast(regexp_replace({{ relation }}.{{ document }}, '^\x{FEFF}', '') as json)) as member
    where
        member.type not in ('OBJECT', 'ARRAY', 'NULL')
        and regexp_matches({{ relation }}.{{ document }}, '^\x{FEFF}?\s*\{')
{%- endmacro %}
