{% macro evaluation_reason() -%}
    {#- What speaks against a model, in words and figures, null where nothing does: of the columns of model_evaluations. -#}
    case
        when roc_auc is null or graded_roc_auc is null
            then 'The holdout has one outcome only, so nothing can be graded.'
        when leaking_features is not null
            then
                'The feature ' || findings || ', too well for what was known at the time. Look'
                || case when leaking_features like '%, %' then ' for each' else '' end
                || ' whether its source writes it when the outcome happens, or later for an earlier day; if it is sound,'
                || ' list it in ''trusted_features''.'
        when graded_roc_auc_low <= 0.5
            then
                'An AUC of ' || {{ figure('graded_roc_auc') }} || {{ over_holdouts() }} || ' (95 % interval from '
                || {{ figure('graded_roc_auc_low') }} || ') cannot be told from chance'
                || case when doubt = 'too_few_outcomes' then ': there are too few outcomes to say.' else '.' end
        when graded_roc_auc - 2 * roc_auc_spread <= 0.5
            then
                'An AUC of ' || {{ figure('graded_roc_auc') }} || {{ over_holdouts() }} || ' is not stable: from one'
                || ' time to another it lies about ' || {{ figure('roc_auc_spread') }} || ' higher or lower.'
        when graded_gain_low <= 0
            then
                'An AUC of ' || {{ figure('graded_roc_auc') }} || {{ over_holdouts() }}
                || case
                    when doubt = 'too_few_outcomes' then ' cannot yet be told from that of'
                    else ' is not clearly better than'
                end
                || ' ' || {{ the_rule() }} || '.'
        when gain_high <= 0
            then
                'Of late an AUC of ' || {{ figure('roc_auc') }} || ' is worse than the rule "' || baseline_name || '" with '
                || {{ figure('baseline_roc_auc') }} || ', though it was better before.'
        when roc_auc < minimum_roc_auc
            then
                'On the latest holdout an AUC of ' || {{ figure('roc_auc') }} || ' misses the declared minimum of '
                || {{ figure('minimum_roc_auc') }} || '.'
    end
{%- endmacro %}
