{% macro measures_of_everything() %}
    {#-
    What is measured beside single event types, properties and attributes: by feature, as activity_measures gives it, with its
    family, and for the last two event types what stands in the history for it.
    -#}
    {%- set measures = {} -%}
    {%- for feature, measure in activity_measures().items() -%}
        {%- do measures.update({feature: dict(measure, family='activity', measure=feature)}) -%}
    {%- endfor -%}
    {%- for wave, words in {'cosine': 'high in January, low in July', 'sine': 'high in April, low in October'}.items() -%}
        {%- set feature = 'season_' ~ wave -%}
        {%- do measures.update({feature: {
            'family': 'calendar', 'measure': feature, 'days': none, 'topic': none, 'words': 'time of the year, ' ~ words,
        }}) -%}
    {%- endfor -%}
    {%- for feature, words in {
        'last_event': 'the last event', 'event_before_last': 'what came before the last event',
    }.items() -%}
        {%- do measures.update({feature: {
            'family': 'sequence', 'measure': 'event_name', 'history_key': loop.index, 'days': none, 'topic': 'sequence',
            'words': words, 'is_detail': true,
        }}) -%}
    {%- endfor -%}
    {{ return(measures) }}
{% endmacro %}
