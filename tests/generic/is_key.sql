{% test is_key(model, columns) %}
{#- One row per combination of the columns that occurs more than once or has a null in it. -#}
select
    {{ columns | join(',\n    ') }},
    count(*) as occurrences
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1 or {{ columns | join(' is null or ') }} is null
{% endtest %}
