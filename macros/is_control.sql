{% macro is_control(person_id) -%}
    {#- Whether a person is in the control group: by its id alone, so that it stays in it. -#}
    {{ hash_share("'control ' || " ~ person_id) }} < {{ setting('control_share') }}
{%- endmacro %}
