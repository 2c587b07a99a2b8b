{% macro bounded_time(value) -%}
    {#- A timestamp that sums with days do not carry out of range: infinities and the like become the last day, or the first. -#}
    case
        when {{ value }} > cast('9999-12-30' as timestamp) then cast('9999-12-30' as timestamp)
        when {{ value }} < cast('0001-01-01' as timestamp) then cast('0001-01-01' as timestamp)
        else {{ value }}
    end
{%- endmacro %}
