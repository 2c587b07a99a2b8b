{% macro driver_measures() -%}
    {#-
    The columns of holdout_drivers that say how much something moves scores, with an interval of 95 %: of a single human it is
    as wide as can be said, from nothing to twice as much.
    -#}
    cast(importance as double) as importance,
        cast(greatest(0, importance - coalesce(1.96 * standard_error, importance)) as double) as importance_low,
        cast(importance + coalesce(1.96 * standard_error, importance) as double) as importance_high,
        {%- for column in ['high_importance', 'high_contribution', 'low_importance', 'low_contribution'] %}
        cast({{ column }} as double) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
{%- endmacro %}
