{% macro activity_expression(measure) -%}
    {#- A column of person_features over all of a person's events; a trend compares two paces, 1 being steady. -#}
    {%- set trends = {} -%}
    {%- for shorter, longer in activity_trends() -%}
        {%- do trends.update({'event_trend_' ~ shorter ~ 'd':
            'activity_features.event_count_' ~ shorter ~ 'd * ' ~ longer / shorter
            ~ ' / nullif(activity_features.event_count_' ~ longer ~ 'd, 0)'}) -%}
    {%- endfor -%}
    cast({{ trends.get(measure, 'activity_features.' ~ measure) }} as double)
{%- endmacro %}
