{% macro quarantine_reason() %}
    {#- Why a row of supplied_events is set aside, null when it is not; needs as_of_dates beside it. -#}
    case
        when coalesce(trim(supplied_events.event_id), '') = '' then 'no event_id'
        when coalesce(trim(supplied_events.event_name), '') = '' then 'no event_name'
        when length(supplied_events.event_name) > {{ setting('maximum_name_length') }}
            then 'event_name is longer than {{ setting('maximum_name_length') }} characters'
        when supplied_events.occurred_at is null then 'occurred_at is missing or no timestamp'
        when supplied_events.occurred_at < cast('1971-01-01' as timestamp) then 'occurred_at is zero or nearly so'
        when supplied_events.occurred_at >= as_of_dates.as_of_date then 'occurred on or after the as-of date'
        when trim(supplied_events.properties) != '' and not {{ is_json('supplied_events.properties') }}
            then 'properties are no JSON'
    end
{%- endmacro %}
