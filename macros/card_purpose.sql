{% macro card_purpose() -%}
    {#- The part of a card that says what is asked, of whom, and what for: over the columns that model_cards gathers. -#}
    question || chr(10) || chr(10)
    || 'It gives each person the chance that this comes true: ' || outcome_words || '.' || chr(10)
    || 'It is for people of whom this is known on the day of asking: ' || population_words || '.' || chr(10)
    || coalesce('What is done with it: ' || action || chr(10), '')
    || coalesce('Who answers for it: ' || {{ spoken('owner') }} || '.' || chr(10), '')
{%- endmacro %}
