{% macro bounded_time(value) -%}
    {#- A timestamp that sums with days do not carry out of range: infinities and the like become the last day, or the first. -#}
    case
        when try_cast({{ value }} as timestamp) > cast('9999-12-30' as timestamp) then cast('9999-12-30' as timestamp)
        when try_cast({{ value }} as timestamp) < cast('0001-01-01' as timestamp) then cast('0001-01-01' as timestamp)
        else try_cast({{ value }} as timestamp)
    end
{%- endmacro %}
