{% test is_never_null(model, columns) %}
{#- Every row in which one of the columns has no value. -#}
select {{ columns | join(', ') }}
from {{ model }}
where {{ columns | join(' is null or ') }} is null
{% endtest %}
