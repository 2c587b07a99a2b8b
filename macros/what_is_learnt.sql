{% macro what_is_learnt() -%}
    {#- A fingerprint of all that a block, of the columns of predictions, and vars decide about what its model learns. -#}
    md5(concat_ws(
        '|',
        {{ what_is_asked() }},
        population, coalesce(segment, ''), coalesce(estimator, ''), coalesce(trusted_features, ''),
        {{ text_literal([
            setting('feature_dates'), setting('holdout_days'), setting('training_rows'), setting('backtest_origins'),
            setting('backtest_rows'), setting('training_positives_needed'), setting('holdout_positives_needed'),
            setting('roc_auc_interval_width'), feature_definition()
        ] | string) }}
    ))
{%- endmacro %}
