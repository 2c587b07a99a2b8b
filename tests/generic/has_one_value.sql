{% test has_one_value(model, column_name) %}
{#- One row, with how many values there are, where there are several. -#}
select count(distinct {{ column_name }}) as different_values
from {{ model }}
having count(distinct {{ column_name }}) > 1
{% endtest %}
