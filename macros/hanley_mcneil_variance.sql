{% macro hanley_mcneil_variance(roc_auc, positives, negatives) -%}
    {#- Hanley and McNeil, "The meaning and use of the area under a receiver operating characteristic (ROC) curve", 1982. -#}
    (
        {{ roc_auc }} * (1 - {{ roc_auc }})
        + ({{ positives }} - 1) * ({{ roc_auc }} / (2 - {{ roc_auc }}) - {{ roc_auc }} * {{ roc_auc }})
        + ({{ negatives }} - 1)
        * (2 * {{ roc_auc }} * {{ roc_auc }} / (1 + {{ roc_auc }}) - {{ roc_auc }} * {{ roc_auc }})
    ) / {{ positives }} / {{ negatives }}
{%- endmacro %}
