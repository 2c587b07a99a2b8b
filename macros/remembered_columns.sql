{% macro remembered_columns() %}
    {#- The columns that a build reads of what the last generation left in the schema previous, with their types: by table. -#}
    {%- set text = dbt.type_string() -%}
    {%- set version = {'prediction_name': text, 'model_version': text} -%}
    {%- set registered = dict(version, trained_at='timestamp', estimator=text, training_from='date', training_to='date',
        examples='bigint', positives='bigint', features='bigint', feature_names=text, artifact=type_binary(),
        artifact_sha256=text, sklearn_version=text, baseline_name=text, strongest_feature=text, strongest_roc_auc='double',
        purest_feature=text, purest_share='double', suspects=text) -%}
    {{ return({
        'identity_states': {'as_of_date': 'date', 'known': text, 'rules': text},
        'history_definitions': {'table_name': text, 'definition': text},
        'raw_columns': {
            'source_name': text, 'table_name': text, 'column_name': text, 'data_type': text, 'data_type_before': text,
            'new_since': 'date', 'gone_since': 'date', 'retyped_since': 'date',
        },
        'learning_ends': {
            'prediction_name': text, 'learns_until': 'date', 'cause': text, 'last_label_date': 'date', 'asked': text,
            'declared': text, 'code_version': text,
        },
        'example_states': {'prediction_name': text, 'state': text},
        'trained_models': dict(registered, origin='bigint'),
        'model_registry': registered,
        'model_status': dict(version, status=text, since='date', reason=text),
        'holdout_scores': dict(
            version, person_id=text, feature_date='date', propensity='double', baseline_score='double'
        ),
        'measured_drivers': dict(version, kind=text, name=text, importance='double', standard_error='double',
            high_importance='double', high_contribution='double', low_importance='double', low_contribution='double',
            correlation='double', topic_correlation='double', typical_value=text),
        'drift_cuts': dict(version, feature=text, cut_1='double', cut_2='double', cut_3='double', cut_4='double'),
        'drift_counts': dict(version, feature=text, feature_date='date', is_as_of='boolean', is_training='boolean',
            rows_1='bigint', rows_2='bigint', rows_3='bigint', rows_4='bigint', rows_5='bigint', rows_without='bigint'),
        'source_contributions': dict(version, source_name=text, verdict=text, features='bigint', roc_auc='double',
            roc_auc_without='double', gain='double', gain_low='double', gain_high='double', training_examples='bigint',
            training_people='bigint', people='bigint', positives='bigint', is_sampled='boolean', holdout_to='date',
            holdout_people='bigint', holdout_positives='bigint'),
        'audience_scores': {
            'prediction_name': text, 'person_id': text, 'subscriber_id': text, 'email': text, 'propensity': 'double',
            'propensity_decile': 'integer', 'propensity_band': text, 'reason_1': text, 'reason_2': text, 'reason_3': text,
            'model_version': text, 'feature_date': 'date',
        },
        'alerts': {'alert_id': text, 'kind': text, 'severity': text, 'prediction_name': text, 'since': 'date'},
        'prediction_status': {'prediction_name': text, 'status': text, 'since': 'date'},
    }) }}
{% endmacro %}
