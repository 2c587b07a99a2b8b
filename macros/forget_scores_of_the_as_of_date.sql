{% macro forget_scores_of_the_as_of_date() %}
    {#- Before score_history grows: a second whole build of one as-of date replaces what the first one said of it. -#}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where
        feature_date in (select as_of_date from {{ ref('as_of_dates') }})
        and exists (select 1 from {{ source('runs', 'this_run') }} where is_whole)
    {%- endif -%}
{% endmacro %}
