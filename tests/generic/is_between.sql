{% test is_between(model, column_name, at_least, at_most) %}
{#- One row per value outside the range, bounds included; not a number is outside, null is not. -#}
select {{ column_name }}
from {{ model }}
where not ({{ column_name }} between {{ at_least }} and {{ at_most }})
{% endtest %}
