{% macro readable_name(name) -%}
    {#- A name or value of the company's as a reader wants it: blanks for underscores and breaks, at most 40 characters. -#}
    coalesce(nullif(trim(translate(
        case when length({{ name }}) > 40 then substr({{ name }}, 1, 39) || '…' else {{ name }} end,
        '_' || chr(9) || chr(10) || chr(13),
        '    '
    )), ''), 'unnamed')
{%- endmacro %}
