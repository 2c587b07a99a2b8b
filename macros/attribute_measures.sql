{% macro attribute_measures() %}
    {#-
    What is measured of each attribute: by measure, the feature's name as an expression over `slug`, and the words before the
    attribute's name and after it.
    -#}
    {{ return({
        'attribute_value': {'feature': 'slug', 'before': 'the attribute ', 'after': ''},
        'days_since': {
            'feature': "'days_since_' || slug || '_set'", 'before': 'days since the attribute ', 'after': ' was last set',
        },
    }) }}
{% endmacro %}
