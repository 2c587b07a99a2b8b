{% macro nearest_word(word, words) %}
    {#- The one of `words` that takes the fewest edits to become (Levenshtein), none if that is over half of the word. -#}
    {%- set best = namespace(word=none, edits=0) -%}
    {%- for candidate in words -%}
        {%- set state = namespace(row=range(candidate | length + 1) | list) -%}
        {%- for letter in word -%}
            {%- set next = [loop.index] -%}
            {%- for other in candidate -%}
                {%- set replaced = state.row[loop.index0] + (0 if letter == other else 1) -%}
                {%- do next.append([next[-1] + 1, state.row[loop.index] + 1, replaced] | min) -%}
            {%- endfor -%}
            {%- set state.row = next -%}
        {%- endfor -%}
        {%- if best.word is none or state.row[-1] < best.edits -%}
            {%- set best.word = candidate -%}
            {%- set best.edits = state.row[-1] -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(best.word if best.word is not none and best.edits * 2 <= word | length else none) }}
{% endmacro %}
