{% macro contribution_words() -%}
    {#- What a source adds as a card says it: over the columns of source_contributions. -#}
    {{ spoken('source_name') }} || case verdict
        when 'adds' then ' adds: '
        when 'harms' then ' does harm: '
        else ' adds nothing that can be measured: '
    end
    || 'with it the right one comes first ' || {{ of_hundred('roc_auc', 1) }} || ' times in 100, without it '
    || {{ of_hundred('roc_auc_without', 1) }} || ' times'
{%- endmacro %}
