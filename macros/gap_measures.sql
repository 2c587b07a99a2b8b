{% macro gap_measures() -%}
    {#-
    The columns mean_gap and gap_spread of days with something, from rows of days with `gap`, the days since the one before:
    their mean, and their standard deviation once there are two gaps. Sums are of whole numbers, so they are exact.
    -#}
    sum(gap) / cast(nullif(count(gap), 0) as double) as mean_gap,
        case
            when count(gap) >= 2
                then
                    sqrt(
                        (count(gap) * sum(gap * gap) - sum(gap) * sum(gap)) / cast(count(gap) * (count(gap) - 1) as double)
                    )
        end as gap_spread
{%- endmacro %}
