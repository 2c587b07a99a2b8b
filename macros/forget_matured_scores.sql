{% macro forget_matured_scores() %}
    {#-
    Before matured_scores grows: forgets dates that score_history has forgotten or that were asked another question, and what had
    not settled by the as-of date, which may be an earlier one than last time. A date is only ever scored anew as of itself, so what
    changes is forgotten with that.
    -#}
    {%- if is_incremental() -%}
    delete from {{ this }} as matured
    where
        exists (
            select 1
            from {{ ref('as_of_dates') }} as as_of_dates
            where matured.settled_date > as_of_dates.as_of_date
        )
        or not exists (
            select 1
            from {{ ref('score_history') }} as score_history
            inner join (select prediction_name, {{ what_is_asked() }} as asked from {{ ref('predictions') }}) as predictions
                on score_history.prediction_name = predictions.prediction_name
                and score_history.asked = predictions.asked
            where
                score_history.prediction_name = matured.prediction_name
                and score_history.feature_date = matured.feature_date
        )
    {%- endif -%}
{% endmacro %}
