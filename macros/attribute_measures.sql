{% macro attribute_measures() %}
    {#-
    What is measured of each attribute: by measure, the feature's name and its words as expressions over a row of
    attribute_types, and the condition on that row under which it is measured.
    -#}
    {{ return({
        'attribute_value': {
            'feature': 'slug', 'words': "'the attribute ' || attribute_name", 'condition': 'not is_number',
        },
        'attribute_number': {'feature': 'slug', 'words': "'the attribute ' || attribute_name", 'condition': 'is_number'},
        'days_since': {
            'feature': "'days_since_' || slug || '_set'",
            'words': "'days since the attribute ' || attribute_name || ' took on its value'",
        },
        'changes': {
            'is_detail': true, 'feature': "'changes_of_' || slug", 'words': "'how often the attribute ' || attribute_name || ' has changed'",
        },
    }) }}
{% endmacro %}
