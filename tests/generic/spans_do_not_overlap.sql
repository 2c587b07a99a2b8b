{% test spans_do_not_overlap(model, columns, valid_from='valid_from', valid_to='valid_to') %}
{#- One row per span that is empty or that the next span of the same columns begins in; without valid_to none ends. -#}
select *
from (
    select
        {{ columns | join(',\n        ') }},
        {{ valid_from }},
        {{ valid_to }},
        lead({{ valid_from }}) over (partition by {{ columns | join(', ') }} order by {{ valid_from }}) as next_from
    from {{ model }}
) as spans
where
    {{ valid_from }} >= {{ valid_to }}
    or next_from < {{ valid_to }}
    or (next_from is not null and {{ valid_to }} is null)
{% endtest %}
