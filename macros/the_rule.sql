{% macro the_rule() -%}
    {#- What a model is held against, in words: of the columns of model_evaluations. Every time has its own best rule. -#}
    case
        when origins > 1
            then
                'the best rules with ' || {{ figure('graded_baseline_roc_auc') }} || ' (of late "' || baseline_name || '")'
        else 'the rule "' || baseline_name || '" with ' || {{ figure('graded_baseline_roc_auc') }}
    end
{%- endmacro %}
