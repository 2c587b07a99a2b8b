{% macro known_at(happened_at) %}
    {#- When the warehouse knew a row: at its loading, or when it happened if that was before the source went live. -#}
    case
        when {{ happened_at }} < live_since then {{ happened_at }}
        else greatest({{ happened_at }}, coalesce(loaded_at, {{ happened_at }}))
    end
{%- endmacro %}
