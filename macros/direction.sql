{% macro direction(correlation) -%}
    {#- Which way a score goes with a value, in a word, from their correlation: below .3 either way, or without one, neither is clear. -#}
    case
        when {{ correlation }} >= 0.3 then 'raises'
        when {{ correlation }} <= -0.3 then 'lowers'
        else 'varies'
    end
{%- endmacro %}
