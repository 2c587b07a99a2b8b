{% macro is_reserved(feature) -%}
    {#- Whether no feature may have the name, since tables with features have columns of their own. -#}
    (
        {{ feature }} in (
            'person_id', 'feature_date', 'prediction_name', 'model_version', 'human_id', 'label', 'generation_id',
            'segment', 'origin', 'propensity_band'
        )
        or {{ feature }} like 'fold_of_origin%'
    )
{%- endmacro %}
