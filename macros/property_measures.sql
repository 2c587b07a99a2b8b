{% macro property_measures() %}
    {#-
    What is measured of each property of an event type: by measure, its window, the feature's name and its words as expressions
    over a row of property_names, the condition on that row under which it is measured, and whether it is a count, so
    that nothing is zero.
    -#}
    {%- set value = "case when is_other then 'another ' || property_name else property_name || ' ' || property_value end" -%}
    {%- set measures = {} -%}
    {%- for days in property_windows() -%}
        {%- set window = " || ' in the last " ~ days ~ " days'" -%}
        {%- set named = " || property_name || ' of events named ' || event_name" ~ window -%}
        {%- do measures.update({
            'sum_' ~ days ~ 'd': {
                'days': days, 'is_count': true, 'condition': 'is_number', 'words': "'total '" ~ named,
            },
            'mean_' ~ days ~ 'd': {
                'days': none, 'is_count': false, 'condition': 'is_number', 'words': "'mean '" ~ named,
            },
            'count_' ~ days ~ 'd': {
                'days': days, 'is_count': true, 'condition': 'not is_number',
                'words': "'events named ' || event_name || ' with ' || " ~ value ~ window,
            },
        }) -%}
    {%- endfor -%}
    {%- do measures.update({'share': {
        'days': none, 'is_count': false, 'condition': 'not is_number',
        'words': "'share of events named ' || event_name || ' with ' || " ~ value
            ~ " || ' in the last " ~ property_windows()[-1] ~ " days'",
    }}) -%}
    {%- for name, measure in measures.items() -%}
        {%- do measure.update({'feature': "slug || '_" ~ name ~ "'"}) -%}
    {%- endfor -%}
    {{ return(measures) }}
{% endmacro %}
