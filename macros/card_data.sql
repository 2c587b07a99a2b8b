{% macro card_data() -%}
    {#- The part of a card that says what the model has learnt from: over the columns that model_cards gathers. -#}
    chr(10) || 'It has learnt from ' || examples || ' cases between ' || training_from || ' and ' || training_to || ', '
    || training_positives || ' of which came true. It looks at ' || features || ' things about a person.' || chr(10)
    || coalesce(
        'It was then tried on ' || people || ' people between ' || holdout_from || ' and ' || holdout_to
        || ', whose outcome it had not seen. It came true for ' || positives || ' of them, and in '
        || {{ of_hundred('base_rate', 1) }} || ' of 100 cases.' || chr(10),
        ''
    )
{%- endmacro %}
