{% test is_true(model, expression) %}
{#- One row per row of which the expression is false or null. -#}
select *
from {{ model }}
where not coalesce({{ expression }}, false)
{% endtest %}
