{% macro is_kind(value, kind) %}
    {#- Whether a value from vars is of the kind that a sentence would ask for. -#}
    {%- set is_whole = value is integer and value is not boolean -%}
    {%- set is_number = value is number and value is not boolean -%}
    {%- set is_list = value is sequence and value is not string and value is not mapping -%}
    {{ return({
        'text': value is string and value | string | trim != '',
        'a mapping': value is mapping,
        'a mapping of words to whole numbers from 1': value is mapping
            and value.keys() | select('string') | list | length == value | length
            and value.values() | select('integer') | reject('boolean') | select('ge', 1) | list | length == value | length,
        'a date': modules.re.fullmatch('[0-9]{4}-[0-9]{2}-[0-9]{2}', value | string) is not none,
        'a whole number from 0': is_whole and value >= 0,
        'a whole number from 1': is_whole and value >= 1,
        'a number from 0': is_number and value >= 0,
        'a number from 0 to 1': is_number and 0 <= value <= 1,
        'a number above 0 and up to 1': is_number and 0 < value <= 1,
        'a number from 0.5 to 1': is_number and 0.5 <= value <= 1,
        'true or false': value is boolean,
        'a list of words': is_list and value | select('string') | list | length == value | length,
        'a list of words, each alone or with a direction': is_list
            and value | reject('string') | reject('mapping') | list | length == 0,
        'a list of whole numbers from 1': is_list and value | select('integer') | select('ge', 1) | list | length == value | length,
        'monday or month_start': value in ['monday', 'month_start'],
    }[kind]) }}
{% endmacro %}
