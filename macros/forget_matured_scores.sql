{% macro forget_matured_scores() %}
    {#-
    Before matured_scores grows: forgets dates that score_history has forgotten, and what had not settled by the as-of date, which
    may be an earlier one than last time. A date is only ever scored anew as of itself, so what changes is forgotten with that.
    -#}
    {%- if is_incremental() -%}
    delete from {{ this }} as matured
    where
        exists (
            select 1
            from {{ ref('as_of_dates') }} as as_of_dates
            where matured.settled_date > as_of_dates.as_of_date
        )
        or matured.feature_date not in (select feature_date from {{ ref('score_history') }})
    {%- endif -%}
{% endmacro %}
