{% macro declared_predictions() %}
    {#-
    The predictions of vars, checked, with every key that was left out set to its default. A block that cannot be meant stops
    dbt while it parses, before any work, with a sentence that names the prediction, the key, the value and the remedy.
    -#}
    {%- set blocks = setting('predictions') -%}
    {%- set declared = {} -%}
    {%- for name, block in blocks.items() -%}
        {%- set where = "Prediction '" ~ name ~ "'" -%}
        {%- if not modules.re.fullmatch('[a-z][a-z0-9_]{0,62}', name | string) -%}
            {% do stop(where ~ ' needs a name of lower-case letters, digits and underscores that begins with a letter.') %}
        {%- endif -%}
        {% do check_keys(where, block, {
            'question': 'text', 'outcome': 'a mapping', 'horizon_days': 'a whole number from 1',
            'population': 'text', 'owner': 'text', 'action': 'text', 'expected_drivers': 'a list of words, each alone or with a direction',
            'minimum_roc_auc': 'a number from 0.5 to 1', 'segment': 'text', 'estimator': 'text',
            'trusted_features': 'a list of words', 'gap_days': 'a whole number from 0',
            'retrain_after_days': 'a whole number from 1', 'retrain_after_growth': 'a number from 0',
        }, ['question', 'outcome', 'horizon_days']) %}
        {% do check_keys(where ~ ', outcome', block['outcome'], {
            'event': 'text', 'where': 'text', 'at_least': 'a whole number from 1', 'happens': 'true or false',
        }, ['event']) %}
        {%- set estimators = ['blend', 'logistic_regression', 'gradient_boosting', 'large_gradient_boosting'] -%}
        {%- set estimator = block.get('estimator') -%}
        {%- if estimator and estimator not in estimators
            and not modules.re.fullmatch('[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*', estimator) -%}
            {% do stop(where ~ ": 'estimator' is '" ~ estimator ~ "'" ~ instead_of(estimator, estimators)
                ~ " One of your own is written as module:function.") %}
        {%- endif -%}
        {%- do declared.update({name: {
            'question': block['question'],
            'population': block.get('population', 'days_since_last_event <= ' ~ setting('activity_days')),
            'event': block['outcome']['event'],
            'where': block['outcome'].get('where'),
            'at_least': block['outcome'].get('at_least', 1),
            'happens': block['outcome'].get('happens', true),
            'horizon_days': block['horizon_days'],
            'gap_days': block.get('gap_days', 0),
            'settled_after_days': block.get('gap_days', 0) + block['horizon_days'] + setting('settle_days'),
            'owner': block.get('owner'),
            'action': block.get('action'),
            'expected_drivers': expected_drivers(where, block.get('expected_drivers', [])),
            'minimum_roc_auc': block.get('minimum_roc_auc'),
            'segment': block.get('segment'),
            'estimator': block.get('estimator'),
            'trusted_features': block.get('trusted_features', []),
            'retrain_after_days': block.get('retrain_after_days', setting('retrain_after_days')),
            'retrain_after_growth': block.get('retrain_after_growth', setting('retrain_after_growth')),
        }}) -%}
    {%- endfor -%}
    {{ return(declared) }}
{% endmacro %}
