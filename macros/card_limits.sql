{% macro card_limits() -%}
    {#- The part of a card that says what a score must not be used for: over the columns that model_cards gathers. -#}
    chr(10) || 'Use it only for people of whom the above is known, and only for what happens up to day ' || last_day || '.'
    || chr(10)
    || 'Do not refuse anyone a service, a price or a right because of it. It was made to choose whom to contact.' || chr(10)
    || 'Do not read it as a cause. It says what went together before; changing one thing may change nothing.' || chr(10)
    || 'It knows only what the sources have sent, and it will be wrong about many single people.'
{%- endmacro %}
