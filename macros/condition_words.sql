{% macro condition_words(condition) %}
    {#- A condition from vars as one says it: comparisons are words, names are written with blanks. -#}
    {%- set said = namespace(text=condition | string | trim) -%}
    {%- for pattern, words in [
        ("coalesce\\((\\w+), *'[^']*'\\)", '\\1'),
        (' +is +not +null\\b', ' is known'),
        (' +is +null\\b', ' is unknown'),
        (' *(!=|<>) *', ' is not '),
        (' *<= *', ' is at most '),
        (' *>= *', ' is at least '),
        (' *< *', ' is less than '),
        (' *> *', ' is more than '),
        (' *= *', ' is '),
        ('\\s+', ' '),
        ("'", '"'),
        ('_', ' '),
    ] -%}
        {%- set said.text = modules.re.sub(pattern, words, said.text) -%}
    {%- endfor -%}
    {{ return(said.text) }}
{% endmacro %}
