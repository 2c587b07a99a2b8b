{% macro event_measures() %}
    {#-
    What is measured of each event type: by measure, its window, the feature's name and its words as expressions over a row of
    event_types, the condition on that row under which it is measured, whether it is a count, so that nothing is zero, and whether it is a
    detail, which only trees read.
    -#}
    {%- set windows = setting('feature_windows') -%}
    {%- set named = "events named ' || event_name || '" -%}
    {%- set lately = ' in the last ' ~ (windows | max) ~ ' days' -%}
    {%- set measures = {} -%}
    {%- for days in windows -%}
        {%- set window = ' in the last ' ~ days ~ ' days' -%}
        {%- do measures.update({
            'count_' ~ days ~ 'd': {'days': days, 'is_count': true, 'words': named ~ window},
            'active_days_' ~ days ~ 'd': {
                'days': days, 'is_count': true, 'words': "days with an event named ' || event_name || '" ~ window,
            },
            'value_' ~ days ~ 'd': {
                'days': days, 'is_count': true, 'words': 'value of ' ~ named ~ window, 'condition': 'has_value',
            },
            'mean_value_' ~ days ~ 'd': {
                'days': none, 'is_count': false, 'is_detail': true, 'words': 'mean value of ' ~ named ~ window, 'condition': 'has_value',
            },
        }) -%}
    {%- endfor -%}
    {%- for shorter, longer in event_trends() -%}
        {%- do measures.update({'trend_' ~ shorter ~ 'd': {
            'days': longer,
            'is_count': false,
            'is_detail': true,
            'words': 'pace of ' ~ named ~ ' in the last ' ~ shorter ~ ' days against the last ' ~ longer ~ ' days',
        }}) -%}
    {%- endfor -%}
    {%- for part, words in share_words().items() -%}
        {%- do measures.update({part ~ '_share': {
            'days': none, 'is_count': false, 'is_detail': true, 'words': 'share of ' ~ named ~ ' ' ~ words ~ lately,
        }}) -%}
    {%- endfor -%}
    {%- do measures.update({
        'mean_gap': {'days': none, 'is_count': false, 'is_detail': true, 'words': 'mean days from one day with ' ~ named ~ ' to the next' ~ lately},
        'gap_spread': {
            'days': none, 'is_count': false, 'is_detail': true,
            'words': 'how much the days from one day with ' ~ named ~ ' to the next vary' ~ lately,
        },
        'fading_active_days': {
            'days': none, 'is_count': true,
            'words': "recent days with an event named ' || event_name || ', whose weight halves every "
                ~ setting('half_life_days') ~ ' days',
        },
        'days_since_first': {
            'days': none, 'is_count': false, 'is_detail': true, 'words': "days since the first event named ' || event_name || '" ~ lately,
        },
        'days_since': {'days': none, 'is_count': false, 'words': "days since the last event named ' || event_name || '"},
    }) -%}
    {%- for name, measure in measures.items() -%}
        {%- do measure.update({
            'feature': "'days_since_' || slug" if name == 'days_since' else "slug || '_" ~ name ~ "'",
            'words': "'" ~ measure.words ~ "'",
        }) -%}
    {%- endfor -%}
    {{ return(measures) }}
{% endmacro %}
