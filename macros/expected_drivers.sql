{% macro expected_drivers(where, entries) %}
    {#-
    What the list expected_drivers of a block says: `driver`, and `direction` where one stands with it. Stops dbt where that is
    neither word, or where a driver stands twice.
    -#}
    {%- set directions = ['raises', 'lowers'] -%}
    {%- set expected = [] -%}
    {%- for entry in entries -%}
        {%- for driver, direction in (entry.items() if entry is mapping else [(entry, none)]) -%}
            {%- if entry is mapping and direction not in directions -%}
                {% do stop(where ~ ": 'expected_drivers' says " ~ as_shown(direction) ~ " of '" ~ driver ~ "'"
                    ~ instead_of(direction, directions)) %}
            {%- endif -%}
            {%- if driver in expected | map(attribute='driver') -%}
                {% do stop(where ~ ": 'expected_drivers' names '" ~ driver ~ "' twice; once is enough.") %}
            {%- endif -%}
            {%- do expected.append({'driver': driver, 'direction': direction}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(expected) }}
{% endmacro %}
