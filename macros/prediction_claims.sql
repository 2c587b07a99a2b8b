{% macro prediction_claims() %}
    {#-
    What the blocks in vars, and `sensitive_features` beside them, take for granted of the data, a claim each: `kind` (event,
    column of person_features, column of events, driver, sensitive), `key` of the block, `word`. A condition that cannot be read claims nothing and has its `objection`.
    -#}
    {%- set claims = [] -%}
    {%- for name, prediction in declared_predictions().items() if execute -%}
        {%- set of_prediction = [{'key': 'outcome.event', 'kind': 'event', 'word': prediction.event}] -%}
        {%- for expected in prediction.expected_drivers -%}
            {%- do of_prediction.append({'key': 'expected_drivers', 'kind': 'driver', 'word': expected.driver}) -%}
        {%- endfor -%}
        {%- for feature in prediction.trusted_features -%}
            {%- do of_prediction.append({'key': 'trusted_features', 'kind': 'column', 'word': feature}) -%}
        {%- endfor -%}
        {%- for key, kind, condition, example in [
            ('population', 'column', prediction.population, 'days_since_last_event <= 30'),
            ('segment', 'column', prediction.segment, 'days_since_last_event <= 30'),
            ('outcome.where', 'event_column', prediction.where, 'event_value > 100'),
        ] if condition -%}
            {%- set parsed = parsed_condition(condition) or {'columns': []} -%}
            {%- if parsed.error -%}
                {%- set objection = 'is no condition that the warehouse can read (' ~ parsed.error ~ ')' -%}
            {%- elif parsed.refused -%}
                {%- set objection = 'holds ' ~ parsed.refused | join(' and ')
                    ~ ', where only columns and fixed values may stand, as in "' ~ example ~ '"' -%}
            {%- else -%}
                {%- set objection = none -%}
            {%- endif -%}
            {%- if objection -%}
                {%- do of_prediction.append({'key': key, 'kind': kind, 'word': condition, 'objection': objection}) -%}
            {%- endif -%}
            {%- for column in parsed.columns if not objection -%}
                {%- do of_prediction.append({'key': key, 'kind': kind, 'word': column}) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- for claim in of_prediction -%}
            {%- do claims.append(dict(
                claim,
                prediction_name=name,
                settled_after_days=prediction.settled_after_days,
                objection=claim.get('objection'),
            )) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for word in setting('sensitive_features') if execute -%}
        {%- do claims.append({
            'prediction_name': none, 'key': 'sensitive_features', 'kind': 'sensitive', 'word': word,
            'settled_after_days': setting('settle_days'), 'objection': none,
        }) -%}
    {%- endfor -%}
    {{ return(claims) }}
{% endmacro %}
