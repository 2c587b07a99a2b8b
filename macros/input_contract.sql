{% macro input_contract(kind) %}
    {#- The columns that the staging models of a kind supply beside source_name: `type`, and whether they may be left out. -#}
    {%- set text, time = dbt.type_string(), 'timestamp' -%}
    {{ return({
        'events': [
            {'name': 'event_id', 'type': text},
            {'name': 'identifier', 'type': text},
            {'name': 'event_name', 'type': text},
            {'name': 'occurred_at', 'type': time},
            {'name': 'loaded_at', 'type': time, 'is_optional': true},
            {'name': 'event_value', 'type': 'decimal(18, 4)', 'is_optional': true},
            {'name': 'properties', 'type': 'json', 'is_optional': true},
        ],
        'identity_edges': [
            {'name': 'left_identifier', 'type': text},
            {'name': 'right_identifier', 'type': text},
            {'name': 'observed_at', 'type': time},
            {'name': 'loaded_at', 'type': time, 'is_optional': true},
        ],
        'attributes': [
            {'name': 'identifier', 'type': text},
            {'name': 'attribute_name', 'type': text},
            {'name': 'attribute_value', 'type': text},
            {'name': 'valid_from', 'type': time},
            {'name': 'loaded_at', 'type': time, 'is_optional': true},
        ],
    }[kind]) }}
{% endmacro %}
