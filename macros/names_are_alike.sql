{% macro names_are_alike(one, other) -%}
    {#- Whether two names differ by their spelling or by few letters, or one holds the other. -#}
    (
        translate(lower({{ one }}), ' _-.:/', '') = translate(lower({{ other }}), ' _-.:/', '')
        or 3 * levenshtein(lower({{ one }}), lower({{ other }})) <= greatest(length({{ one }}), length({{ other }}))
        or (length({{ one }}) >= 4 and position(lower({{ one }}) in lower({{ other }})) > 0)
        or (length({{ other }}) >= 4 and position(lower({{ other }}) in lower({{ one }})) > 0)
    )
{%- endmacro %}
