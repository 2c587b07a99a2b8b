{% macro activity_measures() %}
    {#- What is measured of all of a person's events together: by feature, its window, what it is about, and its words. -#}
    {%- set fading = 'recent days with any event, whose weight halves every ' ~ setting('half_life_days') ~ ' days' -%}
    {%- set lately = ' in the last ' ~ (setting('feature_windows') | max) ~ ' days' -%}
    {%- set measures = {
        'fading_active_days': {'days': none, 'topic': 'activity', 'words': fading},
        'days_since_last_event': {'days': none, 'topic': 'activity', 'words': 'days since the last event of any kind'},
        'days_since_first_event': {'days': none, 'topic': 'tenure', 'words': 'days since the first event of any kind'},
        'identifier_count': {'days': none, 'topic': 'identity', 'words': 'identifiers known to be the same person'},
        'source_count': {'days': none, 'topic': 'identity', 'words': 'sources that know the person'},
        'mean_gap': {'days': none, 'is_detail': true, 'topic': 'activity', 'words': 'mean days from one day with any event to the next' ~ lately},
        'gap_spread': {
            'days': none, 'is_detail': true, 'topic': 'activity',
            'words': 'how much the days from one day with any event to the next vary' ~ lately,
        },
    } -%}
    {%- for name in weekdays() -%}
        {%- do measures.update({name ~ '_share': {
            'days': none, 'is_detail': true, 'topic': 'activity', 'words': 'share of events on ' ~ name | capitalize ~ 's' ~ lately,
        }}) -%}
    {%- endfor -%}
    {%- for part in day_parts() -%}
        {%- do measures.update({part ~ '_share': {
            'days': none, 'is_detail': true, 'topic': 'activity', 'words': 'share of events in the ' ~ part ~ lately,
        }}) -%}
    {%- endfor -%}
    {%- for days in setting('feature_windows') -%}
        {%- set window = ' in the last ' ~ days ~ ' days' -%}
        {%- do measures.update({
            'event_count_' ~ days ~ 'd': {'days': days, 'topic': 'activity', 'words': 'events of any kind' ~ window},
            'active_days_' ~ days ~ 'd': {'days': days, 'topic': 'activity', 'words': 'days with any event' ~ window},
        }) -%}
    {%- endfor -%}
    {%- for shorter, longer in activity_trends() -%}
        {%- do measures.update({'event_trend_' ~ shorter ~ 'd': {
            'days': longer,
            'topic': 'activity',
            'words': 'pace of events in the last ' ~ shorter ~ ' days against the last ' ~ longer ~ ' days',
        }}) -%}
    {%- endfor -%}
    {{ return(measures) }}
{% endmacro %}
