{% macro declared_sources() %}
    {#-
    The sources of vars, checked, with every key that was left out set to its default. That a source's models exist is for
    dbt to say: `stg_<source>__<kind>` is what it then does not find.
    -#}
    {%- set kinds = ['events', 'identity_edges', 'attributes'] -%}
    {%- set declared = {} -%}
    {%- for name, block in setting('sources').items() -%}
        {%- set where = "Source '" ~ name ~ "'" -%}
        {%- if not modules.re.fullmatch('[a-z][a-z0-9_]{0,62}', name | string) -%}
            {% do stop(where ~ ' needs a word of lower-case letters, digits and underscores that begins with a letter.') %}
        {%- endif -%}
        {%- do check_keys(where, block or {}, {'live_since': 'a date', 'supplies': 'a list of words'}, []) -%}
        {%- set supplies = (block or {}).get('supplies', ['events']) -%}
        {%- for kind in supplies if kind not in kinds -%}
            {%- do stop(where ~ ": 'supplies' has '" ~ kind ~ "'" ~ instead_of(kind, kinds)) -%}
        {%- endfor -%}
        {%- do declared.update({name: {'live_since': (block or {}).get('live_since'), 'supplies': supplies}}) -%}
    {%- endfor -%}
    {{ return(declared) }}
{% endmacro %}
