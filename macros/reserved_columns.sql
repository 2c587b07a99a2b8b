{% macro reserved_columns() -%}
    {#- The names that no feature may have, since tables with features have columns of their own. -#}
    'person_id', 'feature_date', 'prediction_name', 'model_version', 'human_id', 'fold', 'label', 'generation_id'
{%- endmacro %}
