{% macro retraining_cause() -%}
    {#-
    Why a prediction's model is trained anew at the as-of date, in words, null where it is not: of the columns that
    learning_ends compares. Where nothing has settled since, only another question, other code or an earlier date is a cause.
    -#}
    case
        when learnt_until is null then 'It has never been trained.'
        when as_of_date < learnt_until then 'Its last training knows more than the as-of date.'
        when declared != declared_then then 'What it asks, or how its features or training are set, is another.'
        when code_version != code_version_then then 'The code that trains, or scikit-learn, is another.'
        -- built again on the day: what was due is still why
        when as_of_date = learnt_until then cause_then
        when not has_new_labels then cast(null as {{ dbt.type_string() }})
        when not is_scored then 'No model of it scores, and outcomes have settled since the last was tried.'
        when age_days >= retrain_after_days then 'Its last training is ' || age_days || ' days ago.'
        when new_topics > 0
            then
                new_topics || case when new_topics = 1 then ' event type or attribute' else ' event types or attributes' end
                || ' that it does not know can be learnt from now.'
        when warnings > 0 then 'It drifts or declines: monitoring.alerts says how.'
        when new_outcomes >= retrain_after_growth * (outcomes - new_outcomes)
            then new_outcomes || ' of ' || outcomes || ' people ' || rarer || ' the outcome came after its last training.'
    end
{%- endmacro %}
