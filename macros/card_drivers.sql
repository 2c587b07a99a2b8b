{% macro card_drivers() -%}
    {#- The part of a card that says what moves the scores, and what each source adds: over the columns of model_cards. -#}
    coalesce(chr(10) || 'What moves its scores most:' || chr(10) || driver_list || chr(10), '')
    || coalesce('Put together by what it is about: ' || topic_list || '.' || chr(10), '')
    || coalesce('Put together by where it comes from: ' || source_list || '.' || chr(10), '')
    || coalesce(chr(10) || expectation_list || chr(10), '')
    || coalesce(
        chr(10) || 'What each source adds to the others, tried by learning again without it'
        || coalesce(' from a sample of ' || sampled_people || ' people', '') || ':' || chr(10) || contribution_list || chr(10),
        ''
    )
{%- endmacro %}
