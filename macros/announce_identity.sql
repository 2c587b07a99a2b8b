{% macro announce_identity() %}
    {#- After kept_identity is built: says so where the past of identity is restated. -#}
    {%- if execute -%}
        {%- set restated -%}
            select count(*)
            from previous.identity_states
            cross join {{ this }} as kept
            where kept.known_before < previous.identity_states.as_of_date
        {%- endset -%}
        {%- if fetch_value(restated) > 0 and not flags.FULL_REFRESH -%}
            {% do log('identity: a rule, the code, or what was known before the last build has changed, so who is who is worked'
                ~ ' out anew for every date.', info=true) %}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
