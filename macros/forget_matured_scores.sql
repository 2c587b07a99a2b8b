{% macro forget_matured_scores() %}
    {#-
    Before matured_scores grows: forgets what score_history no longer has as it was, date by date, and what had not settled by
    the as-of date, which may be an earlier one than last time.
    -#}
    {%- if is_incremental() -%}
    delete from {{ this }} as matured
    where
        exists (
            select 1
            from {{ ref('as_of_dates') }} as as_of_dates
            where matured.settled_date > as_of_dates.as_of_date
        )
        or exists (
            select 1
            from {{ this }} as written
            left join {{ ref('score_history') }} as kept
                on written.prediction_name = kept.prediction_name
                and written.person_id = kept.person_id
                and written.feature_date = kept.feature_date
                and written.model_version = kept.model_version
                and written.propensity = kept.propensity
            where
                kept.person_id is null
                and written.prediction_name = matured.prediction_name
                and written.feature_date = matured.feature_date
        )
    {%- endif -%}
{% endmacro %}
