{% test is_empty(model) %}
{#- Every row of the model: there should be none. -#}
select * from {{ model }}
{% endtest %}
