{% macro setting(name) %}
    {#-
    The value of a variable, of the kind that stands here, or its default, which stands nowhere else: an installed package's
    vars.yml is not read, so vars only override.
    -#}
    {%- set default, kind = {
        'sources': ({}, 'a mapping'),
        'predictions': ({}, 'a mapping'),
        'feature_dates': ('monday', 'monday or month_start'),
        'as_of_date': (none, 'a date'),
        'settle_days': (7, 'a whole number from 0'),
        'feature_windows': ([7, 30, 90, 365], 'a list of whole numbers from 1'),
        'half_life_days': (20, 'a whole number from 1'),
        'minimum_people_per_event_type': (30, 'a whole number from 1'),
        'maximum_event_types': (100, 'a whole number from 0'),
        'maximum_attributes': (100, 'a whole number from 0'),
        'maximum_properties': (50, 'a whole number from 0'),
        'maximum_values_per_property': (10, 'a whole number from 0'),
        'maximum_quarantined_share': (0.1, 'a number from 0 to 1'),
        'maximum_daily_events': (1000, 'a whole number from 1'),
        'maximum_name_length': (200, 'a whole number from 1'),
        'activity_days': (90, 'a whole number from 1'),
        'holdout_days': (28, 'a whole number from 1'),
        'training_rows': (50000, 'a whole number from 1'),
        'backtest_origins': (4, 'a whole number from 0'),
        'backtest_rows': (10000, 'a whole number from 1'),
        'roc_auc_interval_width': (0.15, 'a number above 0 and up to 1'),
        'training_positives_needed': (none, 'a whole number from 1'),
        'holdout_positives_needed': (none, 'a whole number from 1'),
        'retrain_after_days': (28, 'a whole number from 1'),
        'retrain_after_growth': (0.25, 'a number from 0'),
        'promotion_margin': (0.02, 'a number from 0 to 1'),
        'control_share': (0.0, 'a number from 0 to 1'),
        'score_history_days': (730, 'a whole number from 1'),
        'identifier_types': ({'subscriber': 1, 'email': 10, 'device': 30, 'cookie': 300}, 'a mapping of words to whole numbers from 1'),
        'blocked_identifiers': ('blocked_identifiers', 'text'),
        'sensitive_features': ([], 'a list of words'),
        'identity_repairs': ('identity_repairs', 'text'),
        'model_decisions': ('model_decisions', 'text'),
    }[name] -%}
    {%- set value = var(name, default) -%}
    {%- if value is not none and not is_kind(value, kind) -%}
        {% do stop("The variable '" ~ name ~ "' in vars.yml must be " ~ kind ~ '; it is ' ~ as_shown(value) ~ '.') %}
    {%- endif -%}
    {{ return(default if value is none else value) }}
{% endmacro %}
