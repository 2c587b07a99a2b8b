{% macro block_reason(identifier) -%}
    {#- Why an identifier is nobody's in any company, by its value alone; null where it may be somebody's. -#}
    case
        when
            lower(substr({{ identifier }}, position(':' in {{ identifier }}) + 1)) in (
                'null', '(null)', 'undefined', 'none', '(none)', 'nil', 'nan', 'n/a', 'unknown', 'anonymous', '(not set)',
                '[object object]', '0'
            )
            then 'a word for no value'
    end
{%- endmacro %}
