{% macro card_without_model() -%}
    {#- The part of a card that says why there is no model yet: over the columns that model_cards gathers. -#}
    chr(10) || 'There is no model yet, so nobody has a score. ' || coalesce({{ spoken('sufficiency_reason') }}, '') || chr(10)
{%- endmacro %}
