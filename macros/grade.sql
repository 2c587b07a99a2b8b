{% macro grade(roc_auc) -%}
    {#- The word for an AUC; null for none. -#}
    case
        when {{ roc_auc }} >= 0.85 then 'excellent'
        when {{ roc_auc }} >= 0.75 then 'good'
        when {{ roc_auc }} >= 0.65 then 'fair'
        when {{ roc_auc }} >= 0.55 then 'weak'
        when {{ roc_auc }} >= 0 then 'poor'
    end
{%- endmacro %}
