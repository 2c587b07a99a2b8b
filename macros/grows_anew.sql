{% macro grows_anew(existing_relation) %}
    {#-
    Whether a table of identity is made anew, rather than days added to what an earlier build left. Until identity_states is
    built, identity is unfinished from here on, so that a build that breaks off is begun anew by the next.
    -#}
    {% call statement('mark_identity_unfinished') %}delete from previous.identity_states{% endcall %}
    {%- set keeps = fetch_value('select max(known_before) > date \'1970-01-01\' from ' ~ ref('kept_identity')) is true -%}
    {%- if keeps and existing_relation is none -%}
        {% do stop('The table ' ~ this ~ ' of an earlier build is gone, and only days were to be added to it. Run'
            ~ ' `dbt build --full-refresh --select identity` once; the next build goes on from there.') %}
    {%- endif -%}
    {{ return(not keeps) }}
{% endmacro %}
