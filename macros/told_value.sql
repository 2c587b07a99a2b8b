{% macro told_value(kind, value) -%}
    {#- A feature's value, which is text, as a reason tells it, by its `kind` in feature_catalog. -#}
    {%- set number = 'try_cast(' ~ value ~ ' as double)' -%}
    {%- set whole = 'cast(round(' ~ number ~ ') as bigint)' -%}
    {%- set times = "case " ~ value ~ " when '1' then 'once' when '2' then 'twice' else " ~ value ~ " || ' times' end" -%}
    {%- set days = "case when " ~ value ~ " = '1' then '1 day' else " ~ value ~ " || ' days' end" -%}
    case {{ kind }}
        when 'count' then case when {{ number }} = 0 then 'not once' else coalesce({{ times }}, 'an unknown number of times') end
        when 'active_days'
            then case when {{ number }} = 0 then 'on no day' else coalesce('on ' || {{ days }}, 'on an unknown number of days') end
        when 'value'
            then case when {{ number }} = 0 then 'worth nothing' else coalesce('worth ' || {{ value }} || ' in all', 'of unknown worth') end
        when 'mean_value' then coalesce('worth ' || {{ value }} || ' on average', 'not once')
        when 'trend'
            then
                case
                    when {{ number }} is null then 'not once'
                    when {{ number }} < 0.8 then 'less and less'
                    when {{ number }} > 1.25 then 'more and more'
                    else 'at an even pace'
                end
        when 'share'
            then
                case
                    when {{ number }} is null then 'not once at all'
                    when {{ number }} < 0.005 then 'at no time'
                    when {{ number }} > 0.995 then 'every time'
                    else {{ percent(number) }} || ' of the time'
                end
        when 'mean_gap'
            then
                case
                    when {{ number }} is null then 'too rarely for a rhythm'
                    when {{ number }} < 1.5 then 'about every day'
                    else 'about every ' || cast({{ whole }} as {{ dbt.type_string() }}) || ' days'
                end
        when 'gap_spread'
            then
                case
                    when {{ number }} is null then 'too rarely for a rhythm'
                    when {{ number }} < 0.5 then 'at even intervals'
                    when {{ number }} < 1.5 then 'at intervals that vary by about a day'
                    else 'at intervals that vary by about ' || cast({{ whole }} as {{ dbt.type_string() }}) || ' days'
                end
        when 'fading_active_days' then case when {{ number }} > 0 then 'on some days lately' else 'on no day lately' end
        when 'days_since_first' then coalesce('for the first time ' || {{ days }} || ' ago', 'not once')
        when 'days_since'
            then
                case
                    when {{ value }} = '1' then 'most recently yesterday'
                    else coalesce('most recently ' || {{ days }} || ' ago', 'not once')
                end
        when 'tenure' then coalesce('for ' || {{ days }}, 'for an unknown time')
        when 'identifier_count'
            then case when {{ value }} = '1' then 'by a single id' else coalesce('by ' || {{ value }} || ' ids', 'by no id') end
        when 'source_count'
            then case when {{ value }} = '1' then 'in a single source' else coalesce('in ' || {{ value }} || ' sources', 'in no source') end
        when 'sum'
            then case when {{ number }} = 0 then 'adding up to nothing' else coalesce('adding up to ' || {{ value }}, 'unknown') end
        when 'mean' then coalesce('averaging ' || {{ value }}, 'unknown')
        when 'unchanged' then coalesce('unchanged for ' || {{ days }}, 'unknown')
        when 'changes' then case when {{ number }} = 0 then 'never changed' else coalesce('changed ' || {{ times }}, 'unknown') end
        when 'number' then coalesce({{ value }}, 'unknown')
        else case when {{ value }} is null then 'unknown' else {{ readable_name(value) }} end
    end
{%- endmacro %}
