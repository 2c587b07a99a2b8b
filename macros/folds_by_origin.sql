{% macro folds_by_origin() -%}
    {#- One column for each origin there can be: the fold that a row is in there, from rows of folds by origin. -#}
    {%- for origin in range(1, setting('backtest_origins') + 2) -%}
    max(case when origin = {{ origin }} then fold end) as fold_of_origin_{{ origin }}
    {{- ',' if not loop.last }}
    {% endfor -%}
{%- endmacro %}
