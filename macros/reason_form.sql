{% macro reason_form(family, measure) %}
    {#-
    How a reason tells a measure: `kind`, by which told_value words its values; `subject`, an expression over the measure's row of
    names; `span`, the days that it looks at, in words.
    -#}
    {%- set longest = setting('feature_windows') | max -%}
    {%- set window = modules.re.search('_([0-9]+)d$', measure | string) -%}
    {%- set days = window.group(1) | int if window else property_windows()[-1] if family == 'property' else longest -%}
    {%- set span = ' in the last ' ~ days ~ ' days' -%}
    {%- set shares = share_words() -%}
    {%- for day in weekdays() -%}{%- do shares.update({day: 'on ' ~ day | capitalize ~ 's'}) -%}{%- endfor -%}
    {%- set part = modules.re.sub('_share$', '', measure | string) -%}
    {%- set event, property = readable_name('event_name'), readable_name('property_name') -%}
    {%- if family == 'calendar' -%}
        {{ return({'kind': 'season', 'subject': "'the time of the year'", 'span': ''}) }}
    {%- elif family == 'sequence' -%}
        {%- set place = {1: 'the last thing', 2: 'the last thing but one'}[measure] -%}
        {{ return({'kind': 'thing', 'subject': "'" ~ place ~ " that happened'", 'span': ''}) }}
    {%- elif family == 'attribute' -%}
        {%- set kind = {
            'attribute_value': 'category', 'attribute_number': 'number', 'days_since': 'unchanged', 'changes': 'changes',
        }[measure] -%}
        {{ return({'kind': kind, 'subject': readable_name('attribute_name'), 'span': ''}) }}
    {%- elif family == 'property' and measure.startswith(('sum_', 'mean_')) -%}
        {%- set subject = property ~ " || ' of ' || " ~ event -%}
        {{ return({'kind': measure.split('_')[0], 'subject': subject, 'span': span}) }}
    {%- elif family == 'property' -%}
        {%- set value = "case when is_other then 'another ' || " ~ property
            ~ " else " ~ property ~ " || ' ' || " ~ readable_name('property_value') ~ " end" -%}
        {%- set kind = 'share' if measure == 'share' else 'count' -%}
        {{ return({'kind': kind, 'subject': event ~ " || ' with ' || " ~ value, 'span': span}) }}
    {%- endif -%}
    {%- set who = "'in touch'" if family == 'activity' else event -%}
    {%- if measure in ('identifier_count', 'source_count') -%}
        {{ return({'kind': measure, 'subject': "'known'", 'span': ''}) }}
    {%- elif measure == 'days_since_first_event' -%}
        {{ return({'kind': 'tenure', 'subject': "'known'", 'span': ''}) }}
    {%- elif measure in ('days_since', 'days_since_last_event') -%}
        {{ return({'kind': 'days_since', 'subject': who, 'span': span}) }}
    {%- elif part in shares -%}
        {{ return({'kind': 'share', 'subject': who ~ " || ' " ~ shares[part] ~ "'", 'span': span}) }}
    {%- endif -%}
    {%- if 'trend' in measure -%}
        {%- set trends = dict(activity_trends()) -%}
        {%- set span = ' in the last ' ~ trends[days] ~ ' days' -%}
        {{ return({'kind': 'trend', 'subject': who, 'span': span}) }}
    {%- endif -%}
    {%- set kind = modules.re.sub('^event_|_[0-9]+d$', '', measure) -%}
    {{ return({'kind': kind, 'subject': who, 'span': '' if kind == 'fading_active_days' else span}) }}
{% endmacro %}
