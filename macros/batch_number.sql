{% macro batch_number(name, names) %}
    {#- In which batch of names a name stands, from 1: person_features joins batches, since a join per name takes memory. -#}
    {{ return(names.index(name) // batch_size() + 1) }}
{% endmacro %}
