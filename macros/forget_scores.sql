{% macro forget_scores() %}
    {#-
    Before score_history grows in a whole build: a second build of one as-of date replaces what the first one said of it, and what
    is older than `score_history_days` is not kept.
    -#}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where
        exists (
            select 1
            from {{ ref('as_of_dates') }} as as_of_dates
            cross join {{ source('runs', 'this_run') }} as this_run
            where
                this_run.is_whole
                and (
                    feature_date = as_of_dates.as_of_date
                    or feature_date < {{ add_days('as_of_dates.as_of_date', -setting('score_history_days')) }}
                )
        )
    {%- endif -%}
{% endmacro %}
