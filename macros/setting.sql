{% macro setting(name) %}
    {#- The only place where a default stands: an installed package's vars.yml is not read, so vars only override. -#}
    {%- set defaults = {
        'sources': {},
        'predictions': {},
        'feature_dates': 'monday',
        'as_of_date': none,
        'settle_days': 7,
        'feature_windows': [7, 30, 90, 365],
        'half_life_days': 20,
        'minimum_people_per_event_type': 30,
        'activity_days': 90,
        'holdout_days': 28,
        'training_rows': 50000,
        'training_positives_needed': 100,
        'holdout_positives_needed': 30,
        'control_share': 0.0,
        'blocked_identifiers': 'blocked_identifiers',
    } -%}
    {{ return(var(name, defaults[name])) }}
{% endmacro %}
