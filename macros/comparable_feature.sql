{% macro comparable_feature(column) -%}
    {#-
    A column of comparable_features, for its row in feature_catalog. A window that reaches back before the first day that could
    be known holds a part of what it would: a count is scaled up to the whole, a pace, which a count divides, down.
    -#}
    {%- set value = adapter.quote(column.feature) -%}
    {%- if column.counted_from is none -%}
        {{ value }}
    {%- else -%}
        {%- set window = column.window_days | int -%}
        {%- set known_days = '(' ~ days_between("date '" ~ column.counted_from ~ "'", 'feature_date') ~ ')' -%}
        case
            when {{ known_days }} between 1 and {{ window - 1 }}
                {%- if 'trend' in column.measure %}
                then {{ value }} * {{ known_days }} / {{ window }}
                {%- else %}
                then {{ value }} * {{ window }} / {{ known_days }}
                {%- endif %}
            else {{ value }}
        end
    {%- endif -%}
{%- endmacro %}
