{% macro one_form(text) %}
    {#-
    A text in the one form that all its spellings share: accents composed (NFC), without characters that nobody sees, and
    without blanks of any kind around it.
    -#}
    {{ return(adapter.dispatch('one_form', 'propensity')(text)) }}
{% endmacro %}

{% macro default__one_form(text) -%}
    regexp_replace(regexp_replace({{ text }}, '\\p{Cf}', ''), '^[\\s\\p{Z}\\p{Cc}]+|[\\s\\p{Z}\\p{Cc}]+$', '')
{%- endmacro %}

{% macro duckdb__one_form(text) -%}
    nfc_normalize(
        regexp_replace(regexp_replace({{ text }}, '\p{Cf}', '', 'g'), '^[\s\p{Z}\p{Cc}]+|[\s\p{Z}\p{Cc}]+$', '', 'g')
    )
{%- endmacro %}
