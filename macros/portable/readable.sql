{% macro readable(column, found, wanted) %}
    {#-
    A column of the type `found` (none: unknown) read as the type `wanted`, which may be json: JSON in a text. What cannot be
    read is null; nothing fails. How each type is read is told in models/staging/_staging__docs.md.
    -#}
    {{ return(adapter.dispatch('readable', 'propensity')(column, found, wanted)) }}
{% endmacro %}

{% macro default__readable(column, found, wanted) -%}
    try_cast({{ column }} as {{ dbt.type_string() if wanted == 'json' else wanted }})
{%- endmacro %}

{% macro duckdb__readable(column, found, wanted) -%}
    {%- set found = (found or '') | upper -%}
    {%- set wanted = wanted | lower -%}
    {%- set is_text = wanted in ['json', 'text', 'string', 'varchar'] -%}
    {%- set wanted_type = dbt.type_string() if is_text else wanted -%}
    {%- set text = "json_extract_string(" ~ column ~ ", '$')" if found == 'JSON' else 'cast(' ~ column ~ ' as varchar)' -%}
    {%- if found == '' -%}
    try_cast({{ column }} as {{ wanted_type }})
    {%- elif found == wanted_type | upper | replace(' ', '') or (found == 'VARCHAR' and is_text) -%}
    {{ column }}
    {%- elif wanted == 'json' -%}
    cast({{ column if found == 'JSON' else 'to_json(' ~ column ~ ')' }} as {{ wanted_type }})
    {%- elif found.endswith(']') or modules.re.match('STRUCT|MAP|UNION|VARIANT', found) -%}
    cast(null as {{ wanted_type }})
    {%- elif found == 'BLOB' -%}
    {{ propensity.readable('try(decode(' ~ column ~ '))', 'VARCHAR', wanted) }}
    {%- elif found == 'TIMESTAMP WITH TIME ZONE' -%}
    try_cast(({{ column }} at time zone 'UTC') as {{ wanted_type }})
    {%- elif is_text and modules.re.match('DOUBLE|FLOAT|DECIMAL', found) -%}
    case
        when {{ column }} = floor({{ column }}) and abs({{ column }}) < 1e15
            then cast(try_cast({{ column }} as bigint) as {{ wanted_type }})
        else cast({{ column }} as {{ wanted_type }})
    end
    {%- elif is_text -%}
    {{ text }}
    {%- elif wanted == 'timestamp' and modules.re.match('U?(TINY|SMALL|BIG|HUGE)?INT|DOUBLE|FLOAT|DECIMAL', found) -%}
    {{ propensity.epoch_timestamp(column) }}
    {%- elif wanted == 'timestamp' and modules.re.match('VARCHAR|ENUM|JSON', found) -%}
    {#- the engine passes over an offset in a text that it casts to a timestamp without a zone -#}
    case
        when regexp_full_match({{ text }}, '\s*[+-]?\d+(\.\d*)?\s*') then {{ propensity.epoch_timestamp(text) }}
        when regexp_full_match({{ text }}, '.*\d:\d\d.*([Zz]|[+-]\d\d(:?\d\d)?)\s*')
            then try_cast({{ text }} as timestamp with time zone) at time zone 'UTC'
        else try_cast({{ text }} as timestamp)
    end
    {%- elif found == 'JSON' -%}
    try_cast({{ text }} as {{ wanted_type }})
    {%- else -%}
    try_cast({{ column }} as {{ wanted_type }})
    {%- endif -%}
{%- endmacro %}

{% macro epoch_timestamp(number) -%}
    {#- Seconds, milli-, micro- or nanoseconds since 1970, told apart by their size: all four reach the year 5138. -#}
    make_timestamp(cast(round(
        case
            when abs(try_cast({{ number }} as double)) < 1e11 then try_cast({{ number }} as double) * 1e6
            when abs(try_cast({{ number }} as double)) < 1e14 then try_cast({{ number }} as double) * 1e3
            when abs(try_cast({{ number }} as double)) < 1e17 then try_cast({{ number }} as double)
            when abs(try_cast({{ number }} as double)) < 1e20 then try_cast({{ number }} as double) / 1e3
        end
    ) as bigint))
{%- endmacro %}
