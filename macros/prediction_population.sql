{% macro prediction_population(prediction) %}
    {#- The condition on person_features that a prediction asks about; without one, everybody with a recent event. -#}
    {{ return(prediction.get('population', 'days_since_last_event <= ' ~ setting('activity_days'))) }}
{% endmacro %}
