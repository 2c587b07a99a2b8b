{% macro is_word_for(word_kind, claim_kind) -%}
    {#- Whether a kind of known word is one that a kind of claim may name. -#}
    (
        {{ word_kind }} = {{ claim_kind }}
        or ({{ claim_kind }} = 'driver' and {{ word_kind }} in ('event', 'attribute', 'column'))
        or ({{ claim_kind }} = 'sensitive' and {{ word_kind }} != 'event_column')
    )
{%- endmacro %}
