{% macro event_measures() %}
    {#-
    What is measured of each event type: by measure, its window, the feature's name as an expression over `slug`, the words
    before the event's name and after it, and whether it is of the events' values.
    -#}
    {%- set measures = {} -%}
    {%- for measure, words in {
        'count': 'events named ', 'active_days': 'days with an event named ', 'value': 'value of events named ',
    }.items() -%}
        {%- for days in setting('feature_windows') -%}
            {%- set name = measure ~ '_' ~ days ~ 'd' -%}
            {%- do measures.update({name: {
                'days': days,
                'feature': "slug || '_" ~ name ~ "'",
                'before': words,
                'after': ' in the last ' ~ days ~ ' days',
                'is_of_value': measure == 'value',
            }}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do measures.update({'fading_active_days': {
        'days': none,
        'feature': "slug || '_fading_active_days'",
        'before': 'recent days with an event named ',
        'after': ', whose weight halves every ' ~ setting('half_life_days') ~ ' days',
        'is_of_value': false,
    }}) -%}
    {%- do measures.update({'days_since': {
        'days': none,
        'feature': "'days_since_' || slug",
        'before': 'days since the last event named ',
        'after': '',
        'is_of_value': false,
    }}) -%}
    {{ return(measures) }}
{% endmacro %}
