{% macro forget_other_versions(condition='false') %}
    {#- Before a table of what champions read grows: forgets models that no longer score, and rows that meet the condition. -#}
    {%- if is_incremental() -%}
    delete from {{ this }} as written
    where
        {{ condition }}
        or not exists (
            select 1
            from {{ ref('champions') }} as champions
            where
                champions.prediction_name = written.prediction_name
                and champions.model_version = written.model_version
        )
    {%- endif -%}
{% endmacro %}
